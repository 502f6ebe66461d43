// SETINTERFACE cancels the URBs of all interfaces.
//
// Clauses: DEV-1
// Suffers: a program that changes one interface's setting loses the transfers of the others.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ps;
@@
proc_setintf(...)
{
<...
- destroy_async_on_interface(...);
+ destroy_all_async(ps);
  return usb_set_interface(ps->dev, ...);
...>
}
