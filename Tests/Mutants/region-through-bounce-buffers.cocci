// A region is any memory, and what the controller does not reach of it goes through bounce buffers for as long as it lives.
//
// Clauses: DMA-5
// Suffers: what the controller writes stays in the bounce buffer, and a few regions leave other drivers none.
// Rigs: xhci-swiotlb, ehci-far
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
identifier hcd, size, dma, mem_flags;
@@
hcd_buffer_alloc_pages(struct usb_hcd *hcd, size_t size, gfp_t mem_flags, dma_addr_t *dma)
{
...
- return dma_alloc_coherent(hcd->self.sysdev, size, dma, mem_flags);
+ {
+ 	void *pages = (void *)__get_free_pages(mem_flags, get_order(size));
+
+ 	if (pages)
+ 		*dma = dma_map_single(hcd->self.sysdev, pages, size, DMA_BIDIRECTIONAL);
+ 	return pages;
+ }
}
