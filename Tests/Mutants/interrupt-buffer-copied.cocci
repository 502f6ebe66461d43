// The buffer of an interrupt transfer in a region is treated as ordinary memory.
//
// Clauses: ZCP-14
// Suffers: the program pays for a copy that it was promised not to need, and needs memory in one piece when there is
//   none.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- as->usbm = find_memory_area(ps, uurb);
+ as->usbm = uurb->type == USBDEVFS_URB_TYPE_INTERRUPT ? NULL : find_memory_area(ps, uurb);
...>
}
