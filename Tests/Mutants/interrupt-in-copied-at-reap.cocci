// An interrupt IN into a region is copied once more when it is reaped.
//
// Clauses: UNM-10
// Suffers: what the program wrote there since is overwritten.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- as->signr = uurb->signr;
+ if (as->usbm && is_in && uurb->type == USBDEVFS_URB_TYPE_INTERRUPT)
+ 	as->userbuffer = uurb->buffer;
+ as->signr = uurb->signr;
...>
}
