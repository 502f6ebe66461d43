// Who waits in the synchronous ioctls cannot be killed.
//
// Clauses: DEV-3
// Suffers: a program that talks to a silent device stays until the machine is switched off.
// Rigs: dummy
// Origin: ae8709b296d8 undone
// File: drivers/usb/core/devio.c

@@
@@
usbfs_start_wait_urb(...)
{
<...
- wait_for_completion_killable_timeout
+ wait_for_completion_timeout
  (...)
...>
}
