// A region is mapped so that the processor does not cache it.
//
// Clauses: USE-2
// Suffers: on boards each byte that a program reads costs a trip to the memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier vma;
@@
usbdev_mmap(..., struct vm_area_struct *vma)
{
<...
- vma->vm_page_prot
+ pgprot_noncached(vma->vm_page_prot)
...>
}
