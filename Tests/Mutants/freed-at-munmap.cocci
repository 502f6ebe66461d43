// The last munmap frees a region, whether or not URBs use it.
//
// Clauses: UNM-4, UNM-3, UNM-1
// Suffers: the device writes to memory that the kernel has given to somebody else.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, count;
@@
dec_usb_memory_use_count(struct usb_memory *usbm, int *count)
{
<...
- usbm->urb_use_count == 0 && usbm->vma_use_count == 0
+ usbm->vma_use_count == 0 && count == &usbm->vma_use_count
...>
}
