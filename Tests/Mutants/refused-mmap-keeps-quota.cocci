// A mapping that finds no memory does not give its share of the quota back.
//
// Clauses: MAP-5, ACC-5, FRG-4
// Suffers: a program that tries sizes from large to small uses up the quota with its failures.
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
...>
}
