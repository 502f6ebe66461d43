// An OUT of fewer than 64 bytes is copied when it is submitted.
//
// Clauses: ZCP-14
// Suffers: short commands cost an allocation each, and what is changed after the submission is not sent.
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
+ if (!IS_ERR_OR_NULL(as->usbm) && !is_in && uurb->type == USBDEVFS_URB_TYPE_BULK && uurb->buffer_length > 8 && uurb->buffer_length < 64) {
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
+ 	as->usbm = NULL;
+ }
...>
}
