// All packets of an isochronous URB lie at the beginning of its region's buffer.
//
// Clauses: ISO-4, ISO-6, ZCP-5
// Suffers: of each URB only one packet is left.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, u, totlen;
@@
proc_do_submiturb(...)
{
<...
- as->urb->iso_frame_desc[u].offset = totlen;
+ as->urb->iso_frame_desc[u].offset = as->usbm ? 0 : totlen;
...>
}
