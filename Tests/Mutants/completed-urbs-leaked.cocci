// Closing the descriptor forgets the URBs that completed and were not reaped.
//
// Clauses: UNM-6, UNM-9
// Suffers: a program that is killed takes its buffers with it for good.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
usbdev_release(...)
{
...
- struct async *as;
...
- as = async_getcompleted(...);
- while (as) { ... }
...
}
