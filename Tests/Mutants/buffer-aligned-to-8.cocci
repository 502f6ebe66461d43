// A transfer goes to a multiple of eight bytes of its region.
//
// Clauses: BND-6, BND-9
// Suffers: buffers with a header of odd length in front of the data are off by some bytes.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
expression start;
@@
proc_do_submiturb(...)
{
<...
- as->urb->transfer_buffer = as->usbm->mem + (start - as->usbm->vm_start);
+ as->urb->transfer_buffer = as->usbm->mem + ((start - as->usbm->vm_start) & ~7UL);
...>
}
