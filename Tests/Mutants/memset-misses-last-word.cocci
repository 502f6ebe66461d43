// A new region is cleared but for its last eight bytes.
//
// Clauses: MAP-2
// Suffers: a pointer of the kernel at the end of a page is disclosed.
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
+ memset(mem, 0, size - sizeof(u64));
...>
}
