// A region is remembered as one byte smaller than it is.
//
// Clauses: MAP-4, BND-1
// Suffers: a transfer of a whole buffer is refused, and each region given back leaves a byte in the quota.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
identifier sz;
@@
usbdev_mmap(...)
{
<...
- usbm->size = sz;
+ usbm->size = sz - 1;
...>
}
