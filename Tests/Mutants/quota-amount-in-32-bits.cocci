// What a mapping counts against the quota is computed in 32 bits.
//
// Clauses: ACC-8
// Suffers: a mapping above 4 GiB passes a limit of 16 MiB.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
typedef u32, u64;
identifier amount;
@@
- usbfs_increase_memory_usage(u64 amount)
+ usbfs_increase_memory_usage(u32 amount)
{ ... }
