// The controller's core maps memory for DMA that is mapped already.
//
// Clauses: DMA-1
// Suffers: behind an IOMMU or with bounce buffers a region's transfer goes elsewhere.
// Rigs: xhci-iommu
// Origin: invented
// File: drivers/usb/core/hcd.c

@@
identifier urb;
@@
usb_hcd_map_urb_for_dma(..., struct urb *urb, ...)
{
<...
- urb->transfer_buffer_length != 0 && !(urb->transfer_flags & URB_NO_TRANSFER_DMA_MAP)
+ urb->transfer_buffer_length != 0
...>
}
