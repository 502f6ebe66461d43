// A region's mapping is not marked as I/O. Plain pages get the flag from remap_pfn_range all the same; the
// scattered ones behind an IOMMU do not.
//
// Clauses: MAP-8
// Suffers: debuggers and process_vm_readv reach into memory that a device is writing.
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
- vma->vm_flags |= VM_IO;
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
+ vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
...>
}
