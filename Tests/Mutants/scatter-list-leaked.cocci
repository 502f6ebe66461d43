// The list of an ordinary URB's pieces is not freed.
//
// Clauses: ACC-6
// Suffers: each transfer loses some of the kernel's memory, and a radio makes thousands a second.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
free_async(struct async *as)
{
<...
- kfree(as->urb->sg);
...>
}
