// The quota limits each request, not all of them together.
//
// Clauses: ACC-1
// Suffers: usbfs_memory_mb limits nothing: a program can pin all memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
typedef u64;
identifier amount, total, lim;
@@
usbfs_increase_memory_usage(u64 amount)
{
<...
- total > lim
+ amount > lim
...>
}
