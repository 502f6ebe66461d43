// An URB that is reaped by a call that may wait is not freed.
//
// Clauses: MAP-13, ACC-6
// Suffers: each transfer loses memory and quota.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
proc_reapurb(...)
{
<...
- free_async(as);
...>
}
