// The capability bit for reaping after a disconnect is no longer reported.
//
// Clauses: CAP-3
// Suffers: libusb gives up URBs of a device that was unplugged instead of reaping them, and loses their data.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression E;
@@
proc_get_capabilities(...)
{
<...
- E | USBDEVFS_CAP_REAP_AFTER_DISCONNECT
+ E
...>
}
