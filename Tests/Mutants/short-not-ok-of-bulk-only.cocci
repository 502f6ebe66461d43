// SHORT_NOT_OK is ignored for a region's control and interrupt URBs.
//
// Clauses: ZCP-10
// Suffers: a truncated report is taken for a whole one.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
expression E;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
  as->urb->transfer_dma = E;
+ if (uurb->type != USBDEVFS_URB_TYPE_BULK)
+ 	as->urb->transfer_flags &= ~URB_SHORT_NOT_OK;
...>
}
