// Nobody asks whether a buffer's address is the program's.
//
// Clauses: ZCP-13
// Suffers: what is queued for an address that can never be written fails only when it is reaped.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- !access_ok(uurb->buffer, uurb->buffer_length)
+ 0
...>
}
