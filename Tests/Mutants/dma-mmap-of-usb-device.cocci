// The USB device, and not its controller, is named as the one that does the DMA.
//
// Clauses: MAP-1, MAP-2, DMA-1
// Suffers: behind an IOMMU the bus address is taken for a physical one, and the program gets somebody else's
//   pages.
// Rigs: xhci-iommu
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, hcd;
expression list es;
@@
usbdev_mmap(...)
{
...
  struct usb_dev_state *ps = ...;
<...
- dma_mmap_coherent(hcd->self.sysdev, es)
+ dma_mmap_coherent(&ps->dev->dev, es)
...>
}
