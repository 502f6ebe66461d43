// Root hubs give no regions.
//
// Clauses: CAP-5
// Suffers: the capability bit that a root hub's node reports is a lie.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ret;
@@
usbdev_mmap(struct file *file, ...)
{
...
  int ret;
+
+ if (!((struct usb_dev_state *)file->private_data)->dev->parent)
+ 	return -ENODEV;
...
}
