// An IN of less than a page that lies in a region is treated as ordinary memory.
//
// Clauses: ZCP-14
// Suffers: small reads are copied, although the program mapped memory to avoid it.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps, uurb;
@@
proc_do_submiturb(..., struct usbdevfs_urb *uurb, ...)
{
<...
- as->usbm = find_memory_area(ps, uurb);
+ as->usbm = is_in && uurb->buffer_length < 512 ? NULL : find_memory_area(ps, uurb);
...>
}
