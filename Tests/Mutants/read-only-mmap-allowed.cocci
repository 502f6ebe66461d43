// A descriptor opened for reading only may map memory again.
//
// Clauses: MAP-9
// Suffers: whoever may only read the node takes memory and quota from those who may use the device.
// Rigs: dummy
// Origin: 3ea36dc8ddd7 undone, which refuses such a mapping
// File: drivers/usb/core/devio.c
// Needs: 6.13

@@
expression F;
@@
usbdev_mmap(...)
{
<...
- if (!(F & FMODE_WRITE))
- 	return -EPERM;
...>
}
