// A device that goes wakes nobody who waits on a descriptor of its.
//
// Clauses: EVT-2
// Suffers: a program that waits in REAPURB never learns that its device is gone.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ps;
@@
usbdev_remove(...)
{
<...
- wake_up_all(&ps->wait);
...>
}
