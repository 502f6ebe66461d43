// usbfs as the second posting of the patch had it. A failed submission drops its region twice; a region's bytes
// count again with each URB; memory is a transfer's buffer and not pages, so that controllers without DMA give
// slab memory; it is mapped by its kernel address on every controller; refusals warn, of mappings and of ordinary
// buffers; a descriptor opened for reading may map.
//
// Clauses: LIF-4, ACC-3, MAP-5, MAP-13, MAP-1, DMA-4, MAP-9
// Suffers: leaks and writes to freed memory after refused submissions, half of the quota, other objects of the
//   kernel shown to programs, and wrong pages behind an IOMMU.
// Rigs: dummy xhci xhci-iommu
// Origin: v2
// File: drivers/usb/core/devio.c

@@
expression hcd, size, dma;
identifier ps;
@@
usbdev_mmap(...)
{
...
  struct usb_dev_state *ps = ...;
<...
- hcd_buffer_alloc_pages(hcd, size, GFP_USER | __GFP_NOWARN, dma)
+ usb_alloc_coherent(ps->dev, size, GFP_USER, dma)
...>
}

@@
expression dma;
@@
usbdev_mmap(...)
{
<...
- dma == DMA_MAPPING_ERROR
+ true
...>
}

@@
expression F;
@@
usbdev_mmap(...)
{
<...
- if (!(F & FMODE_WRITE))
- 	return -EPERM;
...>
}

@@
expression size, mem, dma;
identifier ps, hcd;
@@
dec_usb_memory_use_count(...)
{
...
  struct usb_dev_state *ps = ...;
- struct usb_hcd *hcd = ...;
<...
- hcd_buffer_free_pages(hcd, size, mem, dma)
+ usb_free_coherent(ps->dev, size, mem, dma)
...>
}

@@
identifier as, uurb;
@@
proc_do_submiturb(...)
{
<...
- (as->usbm ? 0 : uurb->buffer_length)
+ uurb->buffer_length
...>
}

@@
identifier as, uurb;
@@
proc_do_submiturb(...)
{
<...
- as->urb->transfer_buffer = kmalloc(uurb->buffer_length, GFP_KERNEL | __GFP_NOWARN);
+ as->urb->transfer_buffer = kmalloc(uurb->buffer_length, GFP_KERNEL);
...>
}

@@
identifier as, isopkt, dr;
@@
proc_do_submiturb(...)
{
<...
+ if (as && as->usbm)
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
  kfree(isopkt);
  kfree(dr);
  if (as)
  	free_async(as);
...>
}
