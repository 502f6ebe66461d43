// An interface that is taken away still counts as claimed.
//
// Clauses: DEV-1
// Suffers: URBs go to an interface that another driver has.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, ifnum;
@@
driver_disconnect(...)
{
<...
- clear_bit(ifnum, &ps->ifclaimed);
+ ;
...>
}
