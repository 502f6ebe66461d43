// The signal that a program asked for with its URB is not sent.
//
// Clauses: EVT-6
// Suffers: a program that lives on signals waits for ever.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier signr, as;
@@
async_completed(...)
{
<...
- signr = as->signr;
+ signr = 0;
...>
}
