// An URB never gives up its region.
//
// Clauses: UNM-4, UNM-2
// Suffers: memory and quota of each buffer that was used are lost for good.
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
+ if (!as->usbm)
  	kfree(as->urb->transfer_buffer);
- else
- 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
...>
}
