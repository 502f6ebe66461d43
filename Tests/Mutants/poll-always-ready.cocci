// poll says that an URB can be reaped whether there is one or not.
//
// Clauses: EVT-1, EVT-2
// Suffers: event loops spin.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression file, ps;
@@
usbdev_poll(...)
{
<...
- file->f_mode & FMODE_WRITE && !list_empty(&ps->async_completed)
+ file->f_mode & FMODE_WRITE
...>
}
