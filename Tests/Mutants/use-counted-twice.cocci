// An URB counts as two users of its region, and goes as one.
//
// Clauses: UNM-4, UNM-2
// Suffers: each buffer that was ever used is leaked.
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
+ usbm->urb_use_count += 2;
...>
}
