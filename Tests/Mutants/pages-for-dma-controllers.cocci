// Regions are ordinary pages on every controller, and have no DMA address.
//
// Clauses: DMA-5
// Suffers: on a real controller the transfer goes to address 0 or fails.
// Rigs: xhci-swiotlb
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
identifier hcd;
@@
hcd_buffer_alloc_pages(struct usb_hcd *hcd, ...)
{
<...
- if (!hcd_uses_dma(hcd)) {
+ if (1) {
  ...
  }
...>
}
@@
identifier hcd;
@@
hcd_buffer_free_pages(struct usb_hcd *hcd, ...)
{
<...
- if (!hcd_uses_dma(hcd)) {
+ if (1) {
  ...
  }
...>
}
