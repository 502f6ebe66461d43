// A completion wakes nobody.
//
// Clauses: CAP-1
// Suffers: a program that waits for its data waits until a signal or a time limit ends it.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
async_completed(...)
{
<...
- wake_up(&ps->wait);
...>
}
