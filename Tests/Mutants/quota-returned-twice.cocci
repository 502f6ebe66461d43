// A region that is freed returns its quota twice.
//
// Clauses: ACC-5, UNM-2
// Suffers: the limit grows with each buffer that is freed, until there is none.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression E;
@@
dec_usb_memory_use_count(...)
{
<...
- usbfs_decrease_memory_usage(E);
+ usbfs_decrease_memory_usage(2 * (E));
...>
}
