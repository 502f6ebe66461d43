// Memory for DMA is mapped by its address in the kernel, as if it were always ordinary pages.
//
// Clauses: MAP-1, MAP-2, DMA-4
// Suffers: behind an IOMMU the program gets pages that have nothing to do with its buffer; on ARM the pages have
//   the wrong caching, and data arrives stale.
// Rigs: xhci-iommu
// Origin: 2bef9aed6f0e undone, which maps such memory as the DMA API wants it
// File: drivers/usb/core/devio.c

@@
expression E;
@@
usbdev_mmap(...)
{
<...
- E == DMA_MAPPING_ERROR
+ true
...>
}
