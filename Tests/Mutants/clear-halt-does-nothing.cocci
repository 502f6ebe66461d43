// CLEAR_HALT says that it is done and does nothing.
//
// Clauses: DEV-1
// Suffers: an endpoint that stalled once is lost.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_clearhalt(...)
{
<...
- return usb_clear_halt(...);
+ return 0;
...>
}
