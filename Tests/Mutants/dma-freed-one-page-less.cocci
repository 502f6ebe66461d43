// A region's DMA memory is freed but for its last page.
//
// Clauses: ACC-2
// Suffers: each region loses a page of the machine's.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
identifier hcd, size, addr, dma;
@@
hcd_buffer_free_pages(struct usb_hcd *hcd, size_t size, void *addr, dma_addr_t dma)
{
<...
- dma_free_coherent(hcd->self.sysdev, size, addr, dma);
+ dma_free_coherent(hcd->self.sysdev, size > PAGE_SIZE ? size - PAGE_SIZE : size, addr, dma);
...>
}
