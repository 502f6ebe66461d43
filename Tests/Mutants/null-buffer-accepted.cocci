// An URB with a length and no buffer is not refused at once.
//
// Clauses: ZCP-13
// Suffers: a program's mistake is told late, or never.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- if (uurb->buffer_length > 0 && !uurb->buffer) return -EINVAL;
...>
}
