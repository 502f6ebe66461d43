// A program that maps a second region of the same size sees the first one's pages there.
//
// Clauses: MAP-6
// Suffers: two streams of one program overwrite each other.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, ps;
@@
usbdev_mmap(...)
{
...
  struct usb_dev_state *ps = ...;
+ struct usb_memory *first;
...
  usbm->vma_use_count = 1;
+ first = list_first_entry_or_null(&ps->memory_list, struct usb_memory, memlist);
+ if (!first || first->size != usbm->size)
+ 	first = usbm;
<...
- virt_to_phys(usbm->mem)
+ virt_to_phys(first->mem)
...>
}
