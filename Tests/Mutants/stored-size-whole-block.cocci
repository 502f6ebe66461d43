// A region is remembered as large as the block of pages that it was cut from.
//
// Clauses: BND-2, MAP-1, BND-6
// Suffers: a transfer may run past the end of a mapping of three pages, and releases return more quota than was
//   taken.
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
+ usbm->size = PAGE_SIZE << get_order(sz);
...>
}
