// Memory can be mapped only through a descriptor that has claimed an interface.
//
// Clauses: MAP-10
// Suffers: libusb_dev_mem_alloc fails in programs that allocate first and claim later.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, size, ret;
@@
usbdev_mmap(...)
{
<...
  struct usb_dev_state *ps = ...;
...
+ if (!ps->ifclaimed)
+ 	return -EPERM;
  ret = usbfs_increase_memory_usage(size + sizeof(struct usb_memory));
...>
}
