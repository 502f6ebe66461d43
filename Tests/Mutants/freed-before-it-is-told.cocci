// An URB is freed before its result is told.
//
// Clauses: ZCP-1
// Suffers: the program is told what lies in freed memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, retval;
@@
proc_reapurbnonblock(...)
{
<...
+ struct async copy = *as;
+ free_async(as);
- retval = processcompl(as,
+ retval = processcompl(&copy,
  ...);
- free_async(as);
...>
}
