// An URB whose result cannot be told is not freed.
//
// Clauses: LIF-7
// Suffers: a program with a bad pointer keeps its region and its quota for good.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, retval;
@@
proc_reapurbnonblock(...)
{
<...
  retval = processcompl(as, ...);
- free_async(as);
+ if (!retval)
+ 	free_async(as);
...>
}
