// A transfer goes to the beginning of its region, wherever in it its buffer is.
//
// Clauses: BND-6, ZCP-6, ZCP-3
// Suffers: all transfers of one region overwrite each other.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, start;
@@
proc_do_submiturb(...)
{
<...
- unsigned long start = ...;
...
- as->urb->transfer_buffer = as->usbm->mem + (start - as->usbm->vm_start);
+ as->urb->transfer_buffer = as->usbm->mem;
...>
}
