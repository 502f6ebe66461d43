// The quota in bytes is computed in 32 bits.
//
// Clauses: ACC-8
// Suffers: with a limit of 4097 MiB a program gets 1 MiB.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier lim;
@@
usbfs_increase_memory_usage(...)
{
<...
- lim <<= 20;
+ lim = (u32)(lim << 20);
...>
}
