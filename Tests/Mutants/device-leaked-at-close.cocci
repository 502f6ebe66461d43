// Closing the descriptor does not let go of the device.
//
// Clauses: ACC-9
// Suffers: an unplugged device stays in memory for ever.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier dev;
@@
usbdev_release(...)
{
... when any
- usb_put_dev(dev);
...
}
