// A region is freed as soon as either nobody maps it or no URB uses it.
//
// Clauses: UNM-4, UNM-1
// Suffers: the device writes to memory that the kernel has given to somebody else.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression A, B;
@@
dec_usb_memory_use_count(...)
{
<...
- A == 0 && B == 0
+ A == 0 || B == 0
...>
}
