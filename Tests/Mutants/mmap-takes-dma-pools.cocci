// mmap asks for a transfer's buffer and not for pages, as drivers of the kernel do.
//
// Clauses: MAP-13
// Suffers: on controllers without DMA the memory is the slab's, with other objects of the kernel beside it.
// Rigs: dummy
// Origin: 0143d148d1e8 undone at its other end, where usbfs asks for the memory
// File: drivers/usb/core/devio.c

@@
expression hcd, size, flags, dma;
identifier ps;
@@
usbdev_mmap(...)
{
...
  struct usb_dev_state *ps = ...;
<...
- hcd_buffer_alloc_pages(hcd, size, flags, dma)
+ usb_alloc_coherent(ps->dev, size, flags, dma)
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
