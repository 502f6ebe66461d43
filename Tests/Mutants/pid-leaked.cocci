// The process that submitted an URB is held for ever.
//
// Clauses: ACC-9
// Suffers: each transfer loses some of the kernel's memory, and a radio makes thousands a second.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
free_async(struct async *as)
{
<...
- put_pid(as->pid);
...>
}
