// Who waits in the synchronous bulk ioctl keeps the device locked.
//
// Clauses: DEV-3
// Suffers: other threads cannot submit, discard or close until it ends.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier dev, i, urb, tmo, len;
@@
do_proc_bulk(...)
{
<...
- usb_unlock_device(dev);
  i = usbfs_start_wait_urb(urb, tmo, &len);
- usb_lock_device(dev);
...>
}
