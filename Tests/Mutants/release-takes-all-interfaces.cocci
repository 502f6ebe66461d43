// Releasing one interface cancels the URBs of all.
//
// Clauses: DEV-1
// Suffers: a program that drives two interfaces loses the data of the other.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ifnum, e;
@@
destroy_async_on_interface(...)
{
<...
- if (ifnum == e)
+ if (e < 64)
  list_move_tail(...);
...>
}
