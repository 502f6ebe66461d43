// When the device goes, the URBs that wait are not ended.
//
// Clauses: CAP-1
// Suffers: what was in flight never completes, or later.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
usbdev_remove(...)
{
<...
- destroy_all_async(ps);
...>
}
