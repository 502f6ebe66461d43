// Of which stream an URB is, is not passed on.
//
// Clauses: STR-1
// Suffers: data of one stream arrives in another's buffer.
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
+ as->urb->stream_id = stream_id ? 1 : 0;
...>
}
