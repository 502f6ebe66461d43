// A buffer that ends on its region's last byte is refused.
//
// Clauses: BND-1, BND-9
// Suffers: a program cannot use the whole of what it mapped.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression start;
expression length;
identifier iter;
@@
find_memory_area(...)
{
<...
- length > iter->vm_start + iter->size - start
+ length >= iter->vm_start + iter->size - start
...>
}
