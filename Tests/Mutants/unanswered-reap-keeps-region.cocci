// An URB whose result cannot be written to the program is neither reaped nor given up.
//
// Clauses: LIF-7
// Suffers: a region that such an URB used stays allocated until the machine is switched off.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier reaper = {proc_reapurb, proc_reapurbnonblock};
identifier as, retval;
@@
reaper(...)
{
<...
  retval = processcompl(as, ...);
- free_async(as);
+ if (!retval) free_async(as);
...>
}
