// Closing the descriptor lets go of the device before it gives up the URBs that completed.
//
// Clauses: UNM-9
// Suffers: whoever can unplug a device while a program closes it has the kernel use freed memory.
// Rigs: dummy
// Origin: 0dd68b5d01d0 undone, CVE-2026-80824
// File: drivers/usb/core/devio.c

@@
identifier dev;
@@
usbdev_release(...)
{
...
  usb_unlock_device(dev);
+ usb_put_dev(dev);
...
- usb_put_dev(dev);
...
}
