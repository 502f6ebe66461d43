// An offset shifts what a mapping shows of its region's memory.
//
// Clauses: MAP-18
// Suffers: a program that maps with an offset is shown memory of others.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier vma, usbm;
@@
usbdev_mmap(..., struct vm_area_struct *vma)
{
<...
- virt_to_phys(usbm->mem) >> PAGE_SHIFT
+ (virt_to_phys(usbm->mem) >> PAGE_SHIFT) + vma->vm_pgoff
...>
}
