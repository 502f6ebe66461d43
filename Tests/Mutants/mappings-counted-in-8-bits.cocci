// Of the number of a region's mappings only the lower 8 bits are kept.
//
// Clauses: EVT-5
// Suffers: with 256 mappings of a region, in all processes, the memory is freed while some are left.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
@@
usbdev_vm_open(...)
{
<...
- ++usbm->vma_use_count;
+ usbm->vma_use_count = (u8)(usbm->vma_use_count + 1);
...>
}
