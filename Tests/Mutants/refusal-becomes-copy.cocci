// A buffer that runs past its region is ordinary memory instead of being refused.
//
// Clauses: BND-2, BND-3, BND-7
// Suffers: a wrong size goes unnoticed, and costs the zero copy that was asked for.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm;
@@
find_memory_area(...)
{
<...
- usbm = ERR_PTR(-EINVAL);
+ usbm = NULL;
...>
}
