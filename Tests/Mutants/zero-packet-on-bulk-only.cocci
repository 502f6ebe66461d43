// The packet of length 0 that ends a transfer is sent for bulk only.
//
// Clauses: ZCP-10
// Suffers: an interrupt OUT of whole packets has no end.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb, allow;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- if (allow_zero && uurb->flags & USBDEVFS_URB_ZERO_PACKET)
+ if (allow_zero && uurb->type == USBDEVFS_URB_TYPE_BULK && uurb->flags & USBDEVFS_URB_ZERO_PACKET)
  u |= URB_ZERO_PACKET;
...>
}
