// Of a buffer's offset in its region the controller is told the part within a page.
//
// Clauses: DMA-1, ZCP-8, ISO-2
// Suffers: a ring of buffers, one a page, is written in one place.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
expression start;
@@
proc_do_submiturb(...)
{
<...
- as->urb->transfer_dma = as->usbm->dma_handle + (start - as->usbm->vm_start);
+ as->urb->transfer_dma = as->usbm->dma_handle + offset_in_page(start - as->usbm->vm_start);
...>
}
