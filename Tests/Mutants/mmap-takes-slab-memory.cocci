// Small regions on controllers without DMA come from the slab allocator.
//
// Clauses: MAP-13
// Suffers: a mapping shows, and lets a program overwrite, whatever kernel objects share the page with its buffer.
// Rigs: dummy
// Origin: 0143d148d1e8 undone, which gave mappings whole pages
// File: drivers/usb/core/buffer.c

@@
expression flags, size;
@@
hcd_buffer_alloc_pages(...)
{
<...
- (void *)__get_free_pages(flags, get_order(size))
+ kmalloc(size, flags)
...>
}

@@
expression addr, size;
@@
hcd_buffer_free_pages(...)
{
<...
- free_pages((unsigned long)addr, get_order(size));
+ kfree(addr);
...>
}
