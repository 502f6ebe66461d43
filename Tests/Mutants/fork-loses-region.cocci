// A child does not inherit its parent's regions.
//
// Clauses: LIF-1
// Suffers: a program that forks after it allocated its buffers dies in the child.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression vma;
@@
usbdev_mmap(...)
{
<...
- vma->vm_flags |= VM_IO;
+ vma->vm_flags |= VM_IO | VM_DONTCOPY;
...>
}

@@
expression vma;
@@
usbdev_mmap(...)
{
<...
- vm_flags_set(vma, VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
+ vm_flags_set(vma, VM_IO | VM_DONTEXPAND | VM_DONTDUMP | VM_DONTCOPY);
...>
}
