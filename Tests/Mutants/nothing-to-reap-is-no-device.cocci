// A reap that does not wait says that the device is gone where it has nothing yet.
//
// Clauses: EVT-1
// Suffers: a program gives up a device that is still there.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression e;
@@
proc_reapurbnonblock(...)
{
<...
- e ? -EAGAIN : -ENODEV
+ -ENODEV
...>
}
