// poll() does not say that the device is gone.
//
// Clauses: EVT-2
// Suffers: a program waits on a descriptor that will never say anything again.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier mask;
@@
usbdev_poll(...)
{
<...
- mask |= EPOLLHUP;
+ ;
...>
}
