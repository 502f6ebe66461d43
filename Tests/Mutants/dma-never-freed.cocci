// A region's DMA memory is not freed.
//
// Clauses: ACC-2
// Suffers: each region is lost to the machine.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
@@
hcd_buffer_free_pages(...)
{
<...
- dma_free_coherent(...);
...>
}
