// The last munmap returns a region's quota, although the memory stays until its URBs are gone.
//
// Clauses: UNM-2, UNM-4
// Suffers: a program that unmaps and maps again in flight holds many times what the limit allows.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, count;
@@
dec_usb_memory_use_count(struct usb_memory *usbm, int *count)
{
...
  --*count;
+ if (count == &usbm->vma_use_count && !usbm->vma_use_count)
+ 	usbfs_decrease_memory_usage(usbm->size + sizeof(struct usb_memory));
<...
- usbfs_decrease_memory_usage(usbm->size + sizeof(struct usb_memory));
...>
}
