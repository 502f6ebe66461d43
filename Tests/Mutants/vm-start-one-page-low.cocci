// A region is known one page below the address where it was mapped.
//
// Clauses: ZCP-1, BND-4
// Suffers: data lands a page too late, and the last page of each buffer is taken for ordinary memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm, vma;
@@
usbdev_mmap(...)
{
<...
- usbm->vm_start = vma->vm_start;
+ usbm->vm_start = vma->vm_start - PAGE_SIZE;
...>
}
