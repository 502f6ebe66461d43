// Who waits in a reap is not interrupted by a signal.
//
// Clauses: EVT-3
// Suffers: a program cannot be ended while its device is silent.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
reap_as(...)
{
<...
- TASK_INTERRUPTIBLE
+ TASK_UNINTERRUPTIBLE
...>
}
