// An isochronous transfer of a region takes a buffer of its size from the kernel all the same.
//
// Clauses: FRG-2
// Suffers: a stream that ran for days ends when memory is fragmented.
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
+ if (as->usbm && uurb->type == USBDEVFS_URB_TYPE_ISO) {
+ 	void *bounce = kmalloc(uurb->buffer_length, GFP_KERNEL | __GFP_NOWARN);
+
+ 	if (!bounce) {
+ 		ret = -ENOMEM;
+ 		goto error;
+ 	}
+ 	kfree(bounce);
+ }
...>
}
