// The signal of a completion does not say of which URB it is.
//
// Clauses: EVT-6
// Suffers: a program takes another transfer for complete.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier addr, as;
@@
async_completed(...)
{
<...
- addr = as->userurb_sigval;
+ memset(&addr, 0, sizeof(addr));
...>
}
