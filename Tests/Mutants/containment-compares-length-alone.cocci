// A buffer that begins in a region is contained if it is no longer than the region is.
//
// Clauses: BND-2
// Suffers: the controller writes past the region's end, into memory of others.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb, iter, start;
@@
find_memory_area(..., const struct usbdevfs_urb *uurb)
{
<...
- uurb->buffer_length > iter->vm_start + iter->size - start
+ uurb->buffer_length > iter->size
...>
}
