// The data stage of a control transfer may be longer than the buffer that the program gave.
//
// Clauses: BND-9
// Suffers: bytes behind the buffer are sent, or written over.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb, dr;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- if (uurb->buffer_length < (le16_to_cpu(dr->wLength) + 8)) { ... }
...>
}
