// A transfer of a region takes a buffer of its size from the kernel all the same, for as long as the submission
// lasts.
//
// Clauses: FRG-1, FRG-3
// Suffers: after some days memory is fragmented, and transfers fail that were promised not to.
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
+ if (as->usbm && uurb->buffer_length > 0) {
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
