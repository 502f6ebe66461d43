// Only an URB that succeeded wakes the waiting.
//
// Clauses: EVT-4
// Suffers: a program hangs on the transfer that failed.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, as;
@@
async_completed(...)
{
  struct async *as = ...;
<...
- wake_up(&ps->wait);
+ if (!as->status)
+ 	wake_up(&ps->wait);
...>
}
