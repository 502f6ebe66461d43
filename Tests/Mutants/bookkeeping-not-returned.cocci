// A region that is freed returns its size to the quota but not its bookkeeping.
//
// Clauses: ACC-5, UNM-4, ACC-2
// Suffers: after some 100,000 buffers nothing is left of the quota.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
@@
dec_usb_memory_use_count(...)
{
<...
- usbfs_decrease_memory_usage(usbm->size + sizeof(struct usb_memory));
+ usbfs_decrease_memory_usage(usbm->size);
...>
}
