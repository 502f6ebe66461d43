// The pages of a region without DMA come from the lowest 16 MiB.
//
// Clauses: MAP-2, ACC-4, OWN-4
// Suffers: few regions fit, although there is memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
identifier flags;
@@
hcd_buffer_alloc_pages(..., gfp_t flags, ...)
{
<...
- __get_free_pages(flags,
+ __get_free_pages(flags | __GFP_DMA,
  ...)
...>
}
