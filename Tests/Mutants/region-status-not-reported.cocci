// The status of a region's URB is reported as 0, whatever became of it.
//
// Clauses: UNM-4, ZCP-10
// Suffers: a broken or discarded transfer passes for a good one.
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
- put_user(as->status, P)
+ put_user(as->usbm ? 0 : as->status, P)
...>
}
