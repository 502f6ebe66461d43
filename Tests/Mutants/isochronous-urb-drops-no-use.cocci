// The use of a region by an isochronous transfer is never given back.
//
// Clauses: UNM-10
// Suffers: a program that uses one loses its region for good; the quota fills up.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
free_async(struct async *as)
{
<...
- dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
+ if (!usb_endpoint_xfer_isoc(&as->urb->ep->desc))
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
...>
}
