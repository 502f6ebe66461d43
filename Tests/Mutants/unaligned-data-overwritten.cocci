// What came into an unaligned buffer of a region is overwritten when its URB completes.
//
// Clauses: BND-11, BND-6
// Suffers: a program gets what happened to be in the kernel's memory instead of the device's data.
// Rigs: dummy, xhci
// Origin: invented, after dwc2_alloc_dma_aligned_buffer() of drivers/usb/dwc2/hcd.c, which takes a bounce buffer for an
//    URB that is mapped already: the controller never fills it, and it is copied back all the same
// File: drivers/usb/core/devio.c

@@
identifier urb, as;
@@
async_completed(struct urb *urb)
{
<...
  as->status = urb->status;
+ if (as->usbm && usb_urb_dir_in(urb) && ((unsigned long)urb->transfer_buffer & 3))
+ 	memset(urb->transfer_buffer, 0xee, urb->actual_length);
...>
}
