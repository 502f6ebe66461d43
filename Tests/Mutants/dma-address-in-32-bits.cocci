// Of a region's address for the controller only the lower 32 bits are kept.
//
// Clauses: DMA-1, DMA-4
// Suffers: machines with memory, or an IOMMU's addresses, above 4 GiB: the controller reads and writes elsewhere.
// Rigs: xhci-iommu
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm;
symbol dma_handle;
@@
usbdev_mmap(...)
{
<...
  usbm->dma_handle = dma_handle;
+ if (dma_handle != DMA_MAPPING_ERROR)
+ 	usbm->dma_handle = lower_32_bits(dma_handle);
...>
}
