// Of a mapping's size only the lower 32 bits are allocated and mapped.
//
// Clauses: MAP-15
// Suffers: a program that asks for too much is told that it has it, and faults behind the first page.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier size, vma;
@@
usbdev_mmap(...)
{
...
- size_t size = vma->vm_end - vma->vm_start;
+ size_t size = (u32)(vma->vm_end - vma->vm_start);
...
}
