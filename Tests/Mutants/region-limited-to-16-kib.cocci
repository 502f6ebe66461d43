// A transfer of more than 16 KiB from a region is refused.
//
// Clauses: ZCP-8, ZCP-1
// Suffers: the large transfers that regions are made for do not work.
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
+ if (as->usbm && uurb->buffer_length > USB_SG_SIZE) {
+ 	ret = -EINVAL;
+ 	goto error;
+ }
...>
}
