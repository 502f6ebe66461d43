// Closing the descriptor leaves its URBs in flight.
//
// Clauses: DEV-2
// Suffers: the controller goes on writing into freed memory.
// Rigs: xhci
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
