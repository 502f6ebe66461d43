// Half of a region's block of pages is given back.
//
// Clauses: ACC-2
// Suffers: memory runs out a little with each stream that ends, and nothing says where it went.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
expression size;
@@
hcd_buffer_free_pages(...)
{
<...
- get_order(size)
+ (get_order(size) ? get_order(size) - 1 : 0)
...>
}
