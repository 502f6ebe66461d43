// A mapping that could not be made is reported as made.
//
// Clauses: MAP-18, ACC-5
// Suffers: the program's first access ends it.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
usbdev_mmap(...)
{
<...
- return -EAGAIN;
+ return 0;
...>
}
