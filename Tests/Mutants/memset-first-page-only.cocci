// Only the first page of a new region is cleared.
//
// Clauses: MAP-2
// Suffers: all but one page of each buffer shows what other processes left there.
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
+ memset(mem, 0, PAGE_SIZE);
...>
}
