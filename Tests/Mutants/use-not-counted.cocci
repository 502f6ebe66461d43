// An URB does not count as a user of its region.
//
// Clauses: UNM-4, UNM-2
// Suffers: munmap frees the memory that a device is about to write.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
@@
find_memory_area(...)
{
<...
- usbm->urb_use_count++;
...>
}
