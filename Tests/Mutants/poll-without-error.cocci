// poll() does not say POLLERR once the device is gone.
//
// Clauses: EVT-2
// Suffers: a program that looks for that only does not see it.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier mask;
@@
usbdev_poll(...)
{
<...
- mask |= EPOLLERR;
+ ;
...>
}
