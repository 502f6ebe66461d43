// The actual_length of a region's URB is reported as 0 to a 32-bit program.
//
// Clauses: ZCP-11
// Suffers: 32-bit programs believe that nothing came.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb;
expression P;
@@
processcompl_compat(struct async *as, ...)
{
...
  struct urb *urb = ...;
<...
- put_user(urb->actual_length, P)
+ put_user(as->usbm ? 0 : urb->actual_length, P)
...>
}
