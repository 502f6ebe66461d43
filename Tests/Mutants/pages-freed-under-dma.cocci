// The last munmap gives a region's pages back at once, and only the bookkeeping waits for the URBs.
//
// Clauses: UNM-3
// Suffers: late data of the device lands in the memory of another process, and no count tells.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, count, hcd, ps, flags;
@@
dec_usb_memory_use_count(struct usb_memory *usbm, int *count)
{
  struct usb_dev_state *ps = ...;
  struct usb_hcd *hcd = ...;
  unsigned long flags;
...
  --*count;
+ if (count == &usbm->vma_use_count && !usbm->vma_use_count && usbm->urb_use_count) {
+ 	void *mem = usbm->mem;
+
+ 	usbm->mem = NULL;
+ 	spin_unlock_irqrestore(&ps->lock, flags);
+ 	hcd_buffer_free_pages(hcd, usbm->size, mem, usbm->dma_handle);
+ 	return;
+ }
...
}
