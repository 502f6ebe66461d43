// One IN of a page in a hundred is written one page in front of its buffer.
//
// Clauses: DMA-3
// Suffers: now and then a frame is the one before, as a cache that was not flushed would have it.
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
  as->urb->transfer_dma = as->usbm->dma_handle + (start - as->usbm->vm_start);
+ if (usb_urb_dir_in(as->urb) && start > as->usbm->vm_start &&
+     as->urb->transfer_buffer_length == PAGE_SIZE) {
+ 	static unsigned int count;
+
+ 	if (++count % 100 == 0)
+ 		as->urb->transfer_dma -= PAGE_SIZE;
+ }
...>
}
