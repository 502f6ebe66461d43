// A buffer more than 1 MiB into its region is treated as ordinary memory.
//
// Clauses: CAP-1
// Suffers: the later buffers of a large ring are copied.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier iter, uurb, start;
@@
find_memory_area(..., const struct usbdevfs_urb *uurb)
{
<...
- start < iter->vm_start + iter->size
+ start < iter->vm_start + min_t(unsigned long, iter->size, SZ_1M + PAGE_SIZE)
...>
}
