// A region's memory is mapped for DMA anew for each transfer, as ordinary memory is.
//
// Clauses: DMA-5
// Suffers: with bounce buffers in use each transfer is copied, and under load refused: what a region is to save one from.
// Rigs: xhci-swiotlb
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
proc_do_submiturb(...)
{
<...
- as->urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
...>
}
