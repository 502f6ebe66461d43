// poll looks and does not enter itself among those to be woken.
//
// Clauses: EVT-1, EVT-2
// Suffers: a program that polls before its transfer is done waits for ever.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
usbdev_poll(...)
{
<...
- poll_wait(...);
...>
}
