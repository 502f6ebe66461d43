// ZERO_PACKET is ignored for a region's URBs of more than one packet.
//
// Clauses: ZCP-10
// Suffers: a device waits for the rest of a message that is complete.
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
+ if (uurb->buffer_length > 512)
+ 	as->urb->transfer_flags &= ~URB_ZERO_PACKET;
...>
}
