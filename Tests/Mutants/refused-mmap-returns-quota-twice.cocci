// A mapping that finds no memory gives its share of the quota back twice.
//
// Clauses: ACC-5
// Suffers: failures of one program raise the limit for all others.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier size;
@@
usbdev_mmap(...)
{
<...
- usbfs_decrease_memory_usage(size + sizeof(struct usb_memory));
+ usbfs_decrease_memory_usage(2 * (size + sizeof(struct usb_memory)));
...>
}
