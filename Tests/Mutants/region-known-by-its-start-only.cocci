// A buffer is in a region only if it begins where the region begins.
//
// Clauses: ZCP-14
// Suffers: each transfer but the one at the region's start is copied, unnoticed.
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
+ start == iter->vm_start
...>
}
