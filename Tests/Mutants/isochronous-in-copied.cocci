// An isochronous IN's data must lie in its region, and is then treated as ordinary memory.
//
// Clauses: ZCP-14
// Suffers: video is copied once more, at the highest of rates.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb, ps;
@@
proc_do_submiturb(...)
{
<...
  as->usbm = find_memory_area(ps, uurb);
+ if (!IS_ERR_OR_NULL(as->usbm) && uurb->type == USBDEVFS_URB_TYPE_ISO && is_in) {
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
+ 	as->usbm = NULL;
+ }
...>
}
