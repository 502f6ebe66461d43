// RESET says that it is done and does nothing.
//
// Clauses: DEV-1
// Suffers: a device that hangs stays as it is.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_resetdevice(...)
{
<...
- return usb_reset_device(...);
+ return 0;
...>
}
