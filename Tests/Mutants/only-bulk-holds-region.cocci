// Of a region's URBs only the bulk ones count as its users.
//
// Clauses: UNM-10
// Suffers: munmap beside an interrupt or isochronous transfer frees memory that the controller writes to.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, count;
@@
dec_usb_memory_use_count(struct usb_memory *usbm, int *count)
{
<...
- --*count;
+ if (*count > 0)
+ 	--*count;
...>
}

@@
identifier uurb, usbm;
@@
find_memory_area(struct usb_dev_state *ps, const struct usbdevfs_urb *uurb)
{
<...
- usbm->urb_use_count++;
+ if (uurb->type == USBDEVFS_URB_TYPE_BULK)
+ 	usbm->urb_use_count++;
...>
}
