// Closing the descriptor does not release its interfaces.
//
// Clauses: DEV-1, LIF-1
// Suffers: the next program is told that the device is busy.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, ifnum;
@@
usbdev_release(...)
{
<...
- if (test_bit(ifnum, &ps->ifclaimed)) releaseintf(ps, ifnum);
...>
}
