// A buffer that begins with its region is taken for ordinary memory.
//
// Clauses: ZCP-1, BND-9
// Suffers: the most usual of all buffers is copied, without a word.
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
+ start > iter->vm_start
...>
}
