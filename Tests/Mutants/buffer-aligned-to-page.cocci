// A transfer goes to the beginning of the page that its buffer begins in.
//
// Clauses: BND-6, ZCP-3
// Suffers: only buffers that begin with a page work.
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
+ as->urb->transfer_buffer = as->usbm->mem + ((start - as->usbm->vm_start) & PAGE_MASK);
...>
}
