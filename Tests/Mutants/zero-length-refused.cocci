// A transfer of no bytes is refused if its pointer is in a region.
//
// Clauses: BND-10
// Suffers: the empty packet that ends a message cannot be sent.
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
+ if (as->usbm && !uurb->buffer_length) {
+ 	ret = -EINVAL;
+ 	goto error;
+ }
...>
}
