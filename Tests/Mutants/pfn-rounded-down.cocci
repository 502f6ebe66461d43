// The first page of a mapping is always one with an even number.
//
// Clauses: MAP-13, MAP-6, MAP-2
// Suffers: every second single page shows somebody else's memory, and the device's data never arrives.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression E;
@@
usbdev_mmap(...)
{
<...
- virt_to_phys(E) >> PAGE_SHIFT
+ (virt_to_phys(E) >> PAGE_SHIFT) & ~1UL
...>
}
