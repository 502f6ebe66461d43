// An URB is listed as in flight only after the controller has it.
//
// Clauses: EVT-1
// Suffers: an URB that completes at once is listed nowhere, or in a list that is corrupt.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ret;
@@
proc_do_submiturb(...)
{
<...
- async_newpending(as);
...
  if (ret) {
  ...
- async_removepending(as);
  goto error;
  }
+ async_newpending(as);
  return 0;
...>
}
