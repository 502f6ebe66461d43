// What usbfs keeps of an URB is not freed.
//
// Clauses: MAP-13, ACC-6
// Suffers: each transfer loses some of the kernel's memory, and a radio makes thousands a second.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
free_async(struct async *as)
{
<...
- kfree(as);
...>
}
