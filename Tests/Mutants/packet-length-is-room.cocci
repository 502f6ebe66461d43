// The actual_length of an isochronous packet is reported as the room that there was for it.
//
// Clauses: ISO-4, ISO-1
// Suffers: programs take the gaps for data.
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
- put_user(urb->iso_frame_desc[i].actual_length, P)
+ put_user(urb->iso_frame_desc[i].length, P)
...>
}
