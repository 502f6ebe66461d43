// An URB that was discarded keeps what it counted against the quota.
//
// Clauses: ACC-6
// Suffers: each URB that a program takes back makes the quota smaller, until nothing can be submitted.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
free_async(struct async *as)
{
...
- usbfs_decrease_memory_usage(as->mem_usage);
+ if (as->status != -ENOENT)
+ 	usbfs_decrease_memory_usage(as->mem_usage);
...
}
