// A mapping begins as many pages behind its region as its offset says.
//
// Clauses: MAP-18
// Suffers: a program reads, and overwrites, memory that is not its own.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression E, mem, size;
identifier vma;
@@
usbdev_mmap(..., struct vm_area_struct *vma)
{
<...
- remap_pfn_range(vma, E, virt_to_phys(mem) >> PAGE_SHIFT, size, vma->vm_page_prot)
+ remap_pfn_range(vma, E, (virt_to_phys(mem) >> PAGE_SHIFT) + (vma->vm_pgoff & 7), size, vma->vm_page_prot)
...>
}
