// The data of an IN is copied to its buffer when it is reaped, although it is there already.
//
// Clauses: UNM-1, UNM-5
// Suffers: reaping after munmap fails, and what the program wrote to its buffer meanwhile is overwritten.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
expression E;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
  as->urb->transfer_dma = E;
+ if (usb_urb_dir_in(as->urb))
+ 	as->userbuffer = uurb->buffer;
...>
}
