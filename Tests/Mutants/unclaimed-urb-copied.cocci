// A transfer that needs no claimed interface is treated as ordinary memory.
//
// Clauses: ZCP-14
// Suffers: control transfers are copied.
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
+ as->usbm = ps->ifclaimed ? find_memory_area(ps, uurb) : NULL;
...>
}
