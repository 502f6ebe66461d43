// A descriptor that was opened for reading may do everything.
//
// Clauses: ZCP-13
// Suffers: whoever may read the device's descriptors may drive it.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
usbdev_do_ioctl(...)
{
<...
- if (!(file->f_mode & FMODE_WRITE)) return -EPERM;
...>
}
