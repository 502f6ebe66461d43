// poll() does not say POLLERR once the device is gone.
//
// Clauses: CAP-1
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
