// Of a control transfer the setup packet, too, must lie in the region.
//
// Clauses: BND-9, BND-2
// Suffers: a setup packet in front of a region makes its data stage a copy, or a refusal where there is none.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb, start;
@@
find_memory_area(..., const struct usbdevfs_urb *uurb)
{
<...
- unsigned long start = (unsigned long)uurb->buffer;
+ unsigned long start = (unsigned long)uurb->buffer -
+ 		(uurb->type == USBDEVFS_URB_TYPE_CONTROL ? 8 : 0);
...>
}
