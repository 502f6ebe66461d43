// A region without DMA is given half the pages that it needs.
//
// Clauses: MAP-13
// Suffers: the second half of each region is memory of others.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
expression size;
@@
hcd_buffer_alloc_pages(...)
{
<...
- get_order(size)
+ (get_order(size) ? get_order(size) - 1 : 0)
...>
}
