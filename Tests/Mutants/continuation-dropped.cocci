// BULK_CONTINUATION is ignored for a region's URBs.
//
// Clauses: ZCP-10, LIF-4
// Suffers: after a short packet the next URBs of the same transfer take the data of the following one.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
statement S;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- if (uurb->flags & USBDEVFS_URB_BULK_CONTINUATION)
+ if (!as->usbm && uurb->flags & USBDEVFS_URB_BULK_CONTINUATION)
  	as->bulk_status = AS_CONTINUATION;
  else S
...>
}
