// Discarding what is not in flight succeeds.
//
// Clauses: CAP-1
// Suffers: a program waits for the completion of an URB that it has reaped already.
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
