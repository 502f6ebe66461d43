// Regions count against the quota with twice their size.
//
// Clauses: ACC-1, ACC-3
// Suffers: programs that filled the documented limit are refused at half of it.
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
+ 2 * sz + sizeof(struct usb_memory)
...>
}

@@
expression usbm;
@@
dec_usb_memory_use_count(...)
{
<...
- usbm->size + sizeof(struct usb_memory)
+ 2 * usbm->size + sizeof(struct usb_memory)
...>
}
