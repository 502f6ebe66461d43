// A new mapping counts as two users of its region, of which munmap takes away one.
//
// Clauses: ACC-1, UNM-4
// Suffers: memory and quota are lost with each buffer; after 16 MiB nothing can be transferred any more.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
@@
usbdev_mmap(...)
{
<...
- usbm->vma_use_count = 1;
+ usbm->vma_use_count = 2;
...>
}
