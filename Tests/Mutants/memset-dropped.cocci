// A new region is not cleared.
//
// Clauses: MAP-2, ISO-3
// Suffers: any program that may open a USB device reads what other processes and the kernel left in memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression mem, size;
@@
usbdev_mmap(...)
{
<...
- memset(mem, 0, size);
...>
}
