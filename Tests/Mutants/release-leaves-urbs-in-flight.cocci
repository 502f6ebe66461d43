// Releasing an interface leaves its URBs in flight.
//
// Clauses: DEV-1
// Suffers: the next driver of the interface shares it with transfers of a program that gave it up.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, ifnum;
@@
proc_releaseinterface(...)
{
<...
- destroy_async_on_interface(ps, ifnum);
...>
}
