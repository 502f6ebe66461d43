// An interrupt URB's buffer must lie in its region, and is then treated as ordinary memory.
//
// Clauses: ZCP-5
// Suffers: instruments that answer by interrupt get copies where they asked for none.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb, ps;
@@
proc_do_submiturb(...)
{
<...
  as->usbm = find_memory_area(ps, uurb);
+ if (uurb->type == USBDEVFS_URB_TYPE_INTERRUPT && !IS_ERR_OR_NULL(as->usbm)) {
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
+ 	as->usbm = NULL;
+ }
...>
}
