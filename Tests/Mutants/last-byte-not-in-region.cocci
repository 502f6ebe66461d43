// A buffer that begins on a region's last byte is taken for ordinary memory.
//
// Clauses: BND-3, BND-8
// Suffers: a buffer that runs past its region is accepted and written through a copy.
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
+ start < iter->vm_start + iter->size - 1
...>
}
