// The memory of a region is mapped for DMA once more, for an isochronous transfer.
//
// Clauses: ZCP-5
// Suffers: behind an IOMMU that maps on demand each such transfer costs a mapping, and goes to an address of that
//   mapping's.
// Rigs: xhci-iommu
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- as->urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
+ if (uurb->type != USBDEVFS_URB_TYPE_ISO)
+ 	as->urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
...>
}
