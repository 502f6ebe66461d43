// The kernel's own URB is not freed with what usbfs keeps of it.
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
- usb_free_urb(as->urb);
...>
}
