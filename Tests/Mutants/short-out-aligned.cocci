// An OUT of at most eight bytes is read from a multiple of eight bytes of its region.
//
// Clauses: DMA-2
// Suffers: commands of a few bytes, packed one behind the other, are sent as other commands.
// Rigs: xhci
// Origin: invented; what 13b82b746310 was about went wrong for the same transfers
// File: drivers/usb/core/devio.c

@@
identifier as;
expression start;
@@
proc_do_submiturb(...)
{
<...
  as->urb->transfer_dma = as->usbm->dma_handle + (start - as->usbm->vm_start);
+ if (usb_urb_dir_out(as->urb) && as->urb->transfer_buffer_length <= 8)
+ 	as->urb->transfer_dma &= ~7ULL;
...>
}
