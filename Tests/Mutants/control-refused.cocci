// Control transfers are refused if their data is in a region.
//
// Clauses: BND-9, ZCP-5
// Suffers: a program whose buffers are all in regions cannot talk to its device.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
  if (IS_ERR(as->usbm)) { ... }
+ if (as->usbm && uurb->type == USBDEVFS_URB_TYPE_CONTROL) {
+ 	ret = -EINVAL;
+ 	goto error;
+ }
...>
}
