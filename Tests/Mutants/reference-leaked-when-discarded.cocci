// An URB that was discarded never gives up its region.
//
// Clauses: UNM-4, UNM-5
// Suffers: a program that cancels its transfers when it ends leaks all of its buffers.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
free_async(...)
{
<...
- dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
+ if (as->urb->status != -ENOENT)
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
...>
}
