// A reap that a signal interrupted says that the device is gone.
//
// Clauses: EVT-3
// Suffers: a program gives up a device that is still there.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_reapurb(...)
{
<...
- if (signal_pending(current)) return -EINTR;
...>
}
