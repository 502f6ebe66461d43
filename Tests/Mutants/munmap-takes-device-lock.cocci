// munmap takes the device's lock while it has the address space's.
//
// Clauses: RAC-4
// Suffers: munmap beside a submission whose buffer has to be brought in: both wait for ever.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm;
@@
usbdev_vm_close(...)
{
  struct usb_memory *usbm = ...;
+ struct usb_device *dev = usbm->ps->dev;
...
+ usb_lock_device(dev);
  dec_usb_memory_use_count(usbm, &usbm->vma_use_count);
+ usb_unlock_device(dev);
}
