// The DMA API is told that a region is one page smaller than its mapping.
//
// Clauses: MAP-1, CAP-2
// Suffers: no program can map memory on a controller that does DMA.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression dev, vma, mem, dma;
identifier size;
@@
usbdev_mmap(...)
{
<...
- dma_mmap_coherent(dev, vma, mem, dma, size)
+ dma_mmap_coherent(dev, vma, mem, dma, size - PAGE_SIZE)
...>
}
