// BULK and CONTROL hold the device's lock while they wait, and sleep through signals.
//
// Clauses: DEV-3
// Suffers: a device that does not answer holds up every program that has to do with it, and none can be killed.
// Rigs: dummy xhci
// Origin: ae8709b296d8 undone
// File: drivers/usb/core/devio.c

@@
expression dev;
@@
do_proc_bulk(...)
{
<...
- usb_unlock_device(dev);
...
- usb_lock_device(dev);
...>
}

@@
expression dev;
@@
do_proc_control(...)
{
<...
- usb_unlock_device(dev);
...
- usb_lock_device(dev);
...>
}

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
