// Regions count against the quota with their bookkeeping only.
//
// Clauses: ACC-1, ACC-4
// Suffers: the limit of 16 MiB means nothing: any user of a USB device locks all memory of the machine.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier sz;
@@
usbdev_mmap(...)
{
<...
- sz + sizeof(struct usb_memory)
+ sizeof(struct usb_memory)
...>
}

@@
expression usbm;
@@
dec_usb_memory_use_count(...)
{
<...
- usbm->size + sizeof(struct usb_memory)
+ sizeof(struct usb_memory)
...>
}
