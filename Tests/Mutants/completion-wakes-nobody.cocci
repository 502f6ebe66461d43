// An URB that completes wakes nobody.
//
// Clauses: EVT-1, EVT-3
// Suffers: a program that waits for its transfers waits for ever.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ps;
@@
async_completed(...)
{
<...
- wake_up(&ps->wait);
...>
}
