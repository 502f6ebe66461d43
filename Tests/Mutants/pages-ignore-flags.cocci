// Pages for a mapping are asked for with the flags of any other request, so that refusals are loud.
//
// Clauses: MAP-5, FRG-4
// Suffers: any user fills the log, and a machine that panics on warnings goes down.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/buffer.c

@@
expression flags, order;
@@
hcd_buffer_alloc_pages(...)
{
<...
- __get_free_pages(flags, order)
+ __get_free_pages(GFP_KERNEL, order)
...>
}
