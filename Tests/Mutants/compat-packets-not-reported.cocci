// The statuses of the packets of a region's isochronous URB are not written for a 32-bit program.
//
// Clauses: ZCP-11
// Suffers: 32-bit programs take what stood there before for what became of the packets.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb, i;
expression P;
@@
processcompl_compat(struct async *as, ...)
{
...
  struct urb *urb = ...;
<...
- put_user(urb->iso_frame_desc[i].status, P)
+ (as->usbm ? 0 : put_user(urb->iso_frame_desc[i].status, P))
...>
}
