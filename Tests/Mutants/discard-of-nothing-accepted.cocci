// Discarding an URB that is not in flight succeeds.
//
// Clauses: EVT-4
// Suffers: a program takes what was done, and moved its data, for cancelled.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_unlinkurb(...)
{
<...
- return -EINVAL;
+ return 0;
...>
}
