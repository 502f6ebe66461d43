// mmap takes the device's lock while it has the address space's.
//
// Clauses: RAC-4
// Suffers: mmap beside a submission whose buffer has to be brought in: both wait for ever, and whoever looks at the
//   process.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, mem;
@@
usbdev_mmap(struct file *file, ...)
{
...
  struct usb_dev_state *ps = file->private_data;
<...
+ usb_lock_device(ps->dev);
  mem = hcd_buffer_alloc_pages(...);
+ usb_unlock_device(ps->dev);
...>
}
