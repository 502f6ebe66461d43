// Where a region ends is computed in 32 bits.
//
// Clauses: ZCP-1
// Suffers: no region of a 64-bit program is found; where its address is low, some are.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier iter;
@@
find_memory_area(...)
{
<...
- uurb_start < iter->vm_start + iter->size
+ uurb_start < (u32)(iter->vm_start + iter->size)
...>
}
