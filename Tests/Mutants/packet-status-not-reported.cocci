// The status of an isochronous packet is reported as 0, whatever became of it.
//
// Clauses: ISO-4
// Suffers: packets that were lost on the bus pass for empty ones.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb, i;
expression P;
@@
processcompl(struct async *as, ...)
{
...
  struct urb *urb = ...;
<...
- put_user(urb->iso_frame_desc[i].status, P)
+ put_user(0, P)
...>
}
