// An URB that the controller refused stays in the list of those in flight.
//
// Clauses: LIF-4, ACC-5
// Suffers: the next discard or close uses freed memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
proc_do_submiturb(...)
{
<...
- async_removepending(as);
...>
}
