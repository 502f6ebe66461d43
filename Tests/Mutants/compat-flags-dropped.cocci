// The flags of a 32-bit program's URB are dropped, but for that of isochronous ones.
//
// Clauses: ZCP-11
// Suffers: a 32-bit program takes short transfers for whole ones.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
get_urb32(...)
{
<...
- kurb->flags = urb32.flags;
+ kurb->flags = urb32.flags & USBDEVFS_URB_ISO_ASAP;
...>
}
