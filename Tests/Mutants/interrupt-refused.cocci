// Interrupt transfers are refused if their buffer is in a region.
//
// Clauses: ZCP-5
// Suffers: a program whose buffers are all in regions gets no events.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
  if (IS_ERR(as->usbm)) { ... }
+ if (as->usbm && uurb->type == USBDEVFS_URB_TYPE_INTERRUPT) {
+ 	ret = -EINVAL;
+ 	goto error;
+ }
...>
}
