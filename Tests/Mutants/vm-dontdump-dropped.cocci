// A region's mapping goes into core dumps. Plain pages get the flag from remap_pfn_range all the same; the
// scattered ones behind an IOMMU do not.
//
// Clauses: MAP-8
// Suffers: a crash of the program writes what a camera or a token sent to disk.
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
+ vma->vm_flags |= VM_DONTEXPAND;
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
+ vm_flags_set(vma, VM_IO | VM_DONTEXPAND);
...>
}
