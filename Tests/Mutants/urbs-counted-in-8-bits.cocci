// Of the number of a region's URBs only the lower 8 bits are kept.
//
// Clauses: EVT-5
// Suffers: with 256 URBs in flight a munmap frees the memory under them.
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
+ usbm->urb_use_count = (u8)(usbm->urb_use_count + 1);
...>
}
