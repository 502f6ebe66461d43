// What would just fill the quota is refused.
//
// Clauses: ACC-1
// Suffers: a program that computed its need exactly is refused its last buffer.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression total, lim;
@@
usbfs_increase_memory_usage(...)
{
<...
- total > lim
+ total >= lim
...>
}
