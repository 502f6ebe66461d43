// A region of more than 1 MiB is refused.
//
// Clauses: MAP-1
// Suffers: a camera whose frames take several MiB cannot have its buffers.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier size, ret;
@@
usbdev_mmap(...)
{
<...
+ if (size > SZ_1M)
+ 	return -ENOMEM;
  ret = usbfs_increase_memory_usage(size + sizeof(struct usb_memory));
...>
}
