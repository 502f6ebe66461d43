// munmap does not give up its use of the region.
//
// Clauses: ACC-1, UNM-4
// Suffers: memory and quota of each buffer are lost for good.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm;
@@
usbdev_vm_close(...)
{
- struct usb_memory *usbm = ...;
- dec_usb_memory_use_count(usbm, &usbm->vma_use_count);
}
