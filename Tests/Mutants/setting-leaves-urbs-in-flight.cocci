// Choosing an alternate setting leaves the interface's URBs in flight.
//
// Clauses: DEV-1
// Suffers: URBs wait on endpoints that the device does not have any more.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
proc_setintf(...)
{
<...
- destroy_async_on_interface(ps, ...);
...>
}
