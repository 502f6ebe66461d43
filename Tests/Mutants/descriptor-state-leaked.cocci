// What usbfs keeps of an open descriptor is not freed when it is closed.
//
// Clauses: ACC-9
// Suffers: each open and close loses some of the kernel's memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
usbdev_release(...)
{
... when any
- kfree(ps);
  return 0;
}
