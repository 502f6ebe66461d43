// A region's mapping may be grown. Plain pages get the flag from remap_pfn_range all the same; the scattered ones
// behind an IOMMU do not.
//
// Clauses: MAP-8
// Suffers: mremap gives a program more than was allocated; the first access behind it is fatal.
// Rigs: xhci-iommu
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression vma;
@@
usbdev_mmap(...)
{
<...
(
- vma->vm_flags |= (VM_DONTEXPAND | VM_DONTDUMP);
+ vma->vm_flags |= VM_DONTDUMP;
)
...>
}

@@
expression vma;
@@
usbdev_mmap(...)
{
<...
- vm_flags_set(vma, VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
+ vm_flags_set(vma, VM_IO | VM_DONTDUMP);
...>
}
