// The buffer is contained if it ends one byte past its region.
//
// Clauses: BND-2, BND-3, BND-9
// Suffers: a driver that is off by one has the controller write into memory that is not its own.
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
+ length > iter->vm_start + iter->size - start + 1
...>
}
