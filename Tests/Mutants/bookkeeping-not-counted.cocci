// Regions count against the quota without the kernel's own bookkeeping.
//
// Clauses: ACC-1
// Suffers: the limit is met to the byte by the buffers alone; what the kernel keeps for them is unlimited.
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
+ sz
...>
}

@@
expression usbm;
@@
dec_usb_memory_use_count(...)
{
<...
- usbm->size + sizeof(struct usb_memory)
+ usbm->size
...>
}
