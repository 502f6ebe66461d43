// A new mapping does not count as a user of its region.
//
// Clauses: ACC-1, MAP-4
// Suffers: the region is freed under the program by its first transfer, or never.
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
+ usbm->vma_use_count = 0;
...>
}
