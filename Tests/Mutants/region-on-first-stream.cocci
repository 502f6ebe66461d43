// A region's URB goes to the first stream, whichever it names.
//
// Clauses: STR-1
// Suffers: a disk's data of one command are written into the buffer of another.
// Rigs: xhci-super
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
proc_do_submiturb(...)
{
<...
- as->urb->stream_id = stream_id;
+ as->urb->stream_id = as->usbm && stream_id ? 1 : stream_id;
...>
}
