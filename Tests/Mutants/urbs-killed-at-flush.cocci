// Closing a descriptor cancels its URBs at once, although regions keep the file open.
//
// Clauses: LIF-2
// Suffers: a library that closes its descriptor early loses the transfers of those that still have the region.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
+ static int usbdev_flush(struct file *file, fl_owner_t id)
+ {
+ 	destroy_all_async(file->private_data);
+ 	return 0;
+ }
+
  const struct file_operations usbdev_file_operations = {
+ 	.flush = usbdev_flush,
  };
