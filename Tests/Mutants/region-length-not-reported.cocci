// The actual_length of a region's URB is reported as 0.
//
// Clauses: MAP-4, ZCP-5
// Suffers: programs believe that nothing came.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb;
expression P;
@@
processcompl(struct async *as, ...)
{
...
  struct urb *urb = ...;
<...
- put_user(urb->actual_length, P)
+ put_user(as->usbm ? 0 : urb->actual_length, P)
...>
}
