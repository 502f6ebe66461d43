// A bulk URB is refused on an interrupt endpoint, for which usbfs takes it as what it must mean.
//
// Clauses: ZCP-5
// Suffers: programs from before usbfs knew interrupt URBs.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- uurb->type = USBDEVFS_URB_TYPE_INTERRUPT;
- goto interrupt_urb;
+ return -EINVAL;
...>
}
