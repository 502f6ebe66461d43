// Of a buffer's length only the lower 16 bits are compared with what its region has room for.
//
// Clauses: BND-8
// Suffers: a length of 1 GiB is accepted, and the controller writes over the kernel.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
typedef u16;
expression start;
expression length;
identifier iter;
@@
find_memory_area(...)
{
<...
- length > iter->vm_start + iter->size - start
+ (u16)length > iter->vm_start + iter->size - start
...>
}
