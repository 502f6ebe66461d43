// The controller is given the address of the region, wherever in it the buffer is.
//
// Clauses: ZCP-3, DMA-1, ISO-6
// Suffers: on real controllers all transfers of one region overwrite each other.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, start;
@@
proc_do_submiturb(...)
{
<...
- unsigned long start = ...;
...
- as->urb->transfer_dma = as->usbm->dma_handle + (start - as->usbm->vm_start);
+ as->urb->transfer_dma = as->usbm->dma_handle;
...>
}
