// A region that is freed stays counted against the quota.
//
// Clauses: ACC-1, UNM-4
// Suffers: a program that was restarted often enough cannot have a buffer any more.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
dec_usb_memory_use_count(...)
{
<...
- usbfs_decrease_memory_usage(...);
...>
}
