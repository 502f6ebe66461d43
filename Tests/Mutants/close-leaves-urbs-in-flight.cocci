// Closing the descriptor leaves its URBs in flight.
//
// Clauses: CAP-1
// Suffers: the controller goes on writing into freed memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
usbdev_release(...)
{
<...
- destroy_all_async(ps);
...>
}
