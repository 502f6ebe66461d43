// Each piece of an ordinary OUT is copied from the buffer's start.
//
// Clauses: ZCP-8
// Suffers: the device gets the first 16 KiB again and again.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb, u;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- uurb->buffer += u;
...>
}
