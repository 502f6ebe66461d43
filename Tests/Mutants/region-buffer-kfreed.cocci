// The buffer of an URB is given to the slab allocator even if it is part of a region.
//
// Clauses: MAP-4, ZCP-1
// Suffers: the page is freed while the program maps it, and the allocator warns.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
free_async(...)
{
<...
- if (as->usbm == NULL)
- 	kfree(as->urb->transfer_buffer);
- else
+ kfree(as->urb->transfer_buffer);
+ if (as->usbm)
  	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
...>
}
