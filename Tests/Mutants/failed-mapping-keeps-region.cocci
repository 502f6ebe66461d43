// A region that cannot be mapped stays allocated.
//
// Clauses: ACC-5, FLT-4, MAP-17
// Suffers: each mmap with an offset on a DMA controller costs memory and quota for good.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression list es;
expression usbm;
@@
usbdev_mmap(...)
{
<...
  if (dma_mmap_coherent(es)) {
- 	dec_usb_memory_use_count(usbm, &usbm->vma_use_count);
  	return -EAGAIN;
  }
...>
}
