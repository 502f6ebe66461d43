// The last page of a region of several pages is not mapped.
//
// Clauses: MAP-1
// Suffers: the program dies of SIGBUS when it comes to the end of its buffer.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression vma, start, pfn, prot;
identifier size;
@@
usbdev_mmap(...)
{
<...
- remap_pfn_range(vma, start, pfn, size, prot)
+ remap_pfn_range(vma, start, pfn, max_t(size_t, size - PAGE_SIZE, PAGE_SIZE), prot)
...>
}
