// The signal that a program chose for the device's end is not sent.
//
// Clauses: EVT-2
// Suffers: programs that rely on DISCSIGNAL never learn that their device is gone.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ps;
@@
usbdev_remove(...)
{
<...
- if (ps->discsignr) kill_pid_usb_asyncio(...);
...>
}
