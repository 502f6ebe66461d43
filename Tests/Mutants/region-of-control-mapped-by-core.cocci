// The controller's core maps the data of a control transfer for DMA even if it is mapped already.
//
// Clauses: ZCP-5
// Suffers: behind an IOMMU a region's control transfer costs a mapping more, and goes to that.
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
+ urb->transfer_buffer_length != 0 && (usb_endpoint_xfer_control(&urb->ep->desc) || !(urb->transfer_flags & URB_NO_TRANSFER_DMA_MAP))
...>
}
