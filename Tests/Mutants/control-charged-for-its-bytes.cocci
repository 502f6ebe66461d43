// The bytes of a control transfer in a region count against the quota again.
//
// Clauses: ACC-7
// Suffers: half as much fits into usbfs_memory_mb as it should.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- as->usbm ? 0 : uurb->buffer_length
+ as->usbm && uurb->type != USBDEVFS_URB_TYPE_CONTROL ? 0 : uurb->buffer_length
...>
}
