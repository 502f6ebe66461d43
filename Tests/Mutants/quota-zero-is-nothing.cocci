// A limit of 0 means that nothing may be used, instead of no limit.
//
// Clauses: ACC-4, MAP-5
// Suffers: machines that were set up for unlimited buffers have none.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier lim, total;
@@
usbfs_increase_memory_usage(...)
{
<...
- lim > 0 && total > lim
+ total > lim
...>
}
