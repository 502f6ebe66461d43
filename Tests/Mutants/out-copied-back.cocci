// An ordinary OUT is copied back to the program when it is reaped.
//
// Clauses: ZCP-14
// Suffers: what the program wrote there for its next transfer is lost.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- is_in && uurb->buffer_length > 0
+ uurb->buffer_length > 0 && (is_in || !num_sgs)
...>
}
