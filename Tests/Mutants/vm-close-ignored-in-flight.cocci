// munmap gives up its use of a region only while no URB uses it.
//
// Clauses: UNM-4, UNM-2, UNM-5
// Suffers: a program that frees its buffers before it cancelled its transfers leaks them all.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm;
@@
usbdev_vm_close(...)
{
  ...
+ if (!usbm->urb_use_count)
  dec_usb_memory_use_count(usbm, &usbm->vma_use_count);
}
