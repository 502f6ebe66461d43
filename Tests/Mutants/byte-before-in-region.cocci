// A buffer that begins one byte before a region is taken for part of it.
//
// Clauses: BND-4
// Suffers: the controller writes to the byte before the region, which belongs to somebody else.
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
- start >= iter->vm_start
+ start + 1 >= iter->vm_start
...>
}
