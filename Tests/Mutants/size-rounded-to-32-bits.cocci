// What a mapping counts against the quota is its size in 32 bits.
//
// Clauses: CAP-1
// Suffers: with a quota, a mapping above 4 GiB is not refused by it.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier size;
@@
usbdev_mmap(...)
{
<...
- ret = usbfs_increase_memory_usage(size + sizeof(struct usb_memory));
+ ret = usbfs_increase_memory_usage((unsigned int)size + sizeof(struct usb_memory));
...>
}
