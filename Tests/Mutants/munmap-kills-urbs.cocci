// munmap cancels what is in flight on the descriptor.
//
// Clauses: UNM-1, UNM-2
// Suffers: transfers that the program wants the results of end with an error because it freed some buffer.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm;
@@
+ static void destroy_all_async(struct usb_dev_state *ps);
+
  static void usbdev_vm_close(...)
  {
  	...
+ 	destroy_all_async(usbm->ps);
  	dec_usb_memory_use_count(usbm, &usbm->vma_use_count);
  }
