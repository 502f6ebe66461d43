// A buffer that begins where a region ends is taken for part of it.
//
// Clauses: BND-5, BND-7
// Suffers: transfers to memory that happens to lie behind a region are refused.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression start;
identifier iter;
@@
find_memory_area(...)
{
<...
- start < iter->vm_start + iter->size
+ start <= iter->vm_start + iter->size
...>
}
