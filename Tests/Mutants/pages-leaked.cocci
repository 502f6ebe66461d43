// A region's bookkeeping and quota are given back, its pages are not.
//
// Clauses: ACC-2
// Suffers: a machine runs out of memory, of which no counter of usbfs tells.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier hcd;
@@
dec_usb_memory_use_count(...)
{
...
- struct usb_hcd *hcd = ...;
<...
- hcd_buffer_free_pages(hcd, ...);
...>
}
