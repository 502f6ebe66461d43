// Isochronous packets lie as far apart as the first one is long, whatever the others' lengths.
//
// Clauses: ISO-6
// Suffers: streams whose packets differ in length, as those of sound at 44.1 kHz do, are torn.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, u, totlen, isopkt;
@@
proc_do_submiturb(...)
{
<...
- as->urb->iso_frame_desc[u].offset = totlen;
+ as->urb->iso_frame_desc[u].offset = u * isopkt[0].length;
  as->urb->iso_frame_desc[u].length = isopkt[u].length;
...>
}
