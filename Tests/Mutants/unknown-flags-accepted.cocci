// An URB may have flags that do not exist.
//
// Clauses: ZCP-13
// Suffers: a program that sets one does not learn that it means nothing, until a kernel gives it a meaning.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb, mask;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- if (uurb->flags & ~mask) return -EINVAL;
...>
}
