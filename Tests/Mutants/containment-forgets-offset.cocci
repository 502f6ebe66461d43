// A buffer that is no longer than its region is contained, wherever in it it begins.
//
// Clauses: BND-2, BND-3
// Suffers: a transfer to the middle of a buffer runs over its end into memory of others.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression start, length;
identifier iter;
@@
find_memory_area(...)
{
<...
- length > iter->vm_start + iter->size - start
+ length > iter->size
...>
}
