// Who waits in a reap keeps the device locked.
//
// Clauses: DEV-3
// Suffers: no other thread can submit, discard or close meanwhile: a deadlock.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier dev;
@@
reap_as(...)
{
<...
- usb_unlock_device(dev);
  schedule();
- usb_lock_device(dev);
...>
}
