// A new region is filled with a constant other than zero.
//
// Clauses: ISO-3, MAP-2
// Suffers: a program that takes the gaps between isochronous packets for silence plays noise.
// Rigs: xhci, dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression mem, size;
@@
usbdev_mmap(...)
{
<...
- memset(mem, 0, size);
+ memset(mem, 0x5a, size);
...>
}
