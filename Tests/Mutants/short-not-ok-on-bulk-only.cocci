// A short packet is an error for bulk only, whatever the flag says.
//
// Clauses: CAP-1
// Suffers: a program takes half an answer for a whole one.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- if (allow_short && uurb->flags & USBDEVFS_URB_SHORT_NOT_OK)
+ if (allow_short && uurb->type == USBDEVFS_URB_TYPE_BULK && uurb->flags & USBDEVFS_URB_SHORT_NOT_OK)
  u |= URB_SHORT_NOT_OK;
...>
}
