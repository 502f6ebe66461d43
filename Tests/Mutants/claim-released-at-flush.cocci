// Closing a descriptor releases the claims at once, although regions keep the file open.
//
// Clauses: LIF-2
// Suffers: another program claims the interface, and a forked child's exit takes it from its parent.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
symbol usbdev_file_operations;
@@
+ static int usbdev_flush(struct file *file, fl_owner_t id)
+ {
+ 	struct usb_dev_state *ps = file->private_data;
+ 	unsigned int ifnum;
+
+ 	usb_lock_device(ps->dev);
+ 	for (ifnum = 0; ifnum < 8 * sizeof(ps->ifclaimed); ifnum++)
+ 		if (test_bit(ifnum, &ps->ifclaimed))
+ 			releaseintf(ps, ifnum);
+ 	usb_unlock_device(ps->dev);
+ 	return 0;
+ }
+
  const struct file_operations usbdev_file_operations = {
+ 	.flush = usbdev_flush,
  	...
  };
