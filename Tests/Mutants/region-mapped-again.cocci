// A region's memory, which is mapped for DMA already, is mapped again for each transfer.
//
// Clauses: DMA-1, ZCP-1, MAP-7, DMA-5
// Suffers: memory that an IOMMU gathered has no one physical address: the controller gets that of something else.
// Rigs: xhci-iommu xhci-swiotlb
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
