// The signal of a completion says that all is well, whatever the status is.
//
// Clauses: EVT-6
// Suffers: a program takes a failed transfer for a good one.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier errno, as;
@@
async_completed(...)
{
<...
- errno = as->status;
+ errno = 0;
...>
}
