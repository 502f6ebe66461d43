// Offsets of 512 KiB and more are taken from the region's beginning again for DMA.
//
// Clauses: DMA-4
// Suffers: large rings of buffers lose half of their frames.
// Rigs: xhci-iommu
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
expression start;
@@
proc_do_submiturb(...)
{
<...
- as->urb->transfer_dma = as->usbm->dma_handle + (start - as->usbm->vm_start);
+ as->urb->transfer_dma = as->usbm->dma_handle + (start - as->usbm->vm_start) % SZ_512K;
...>
}
