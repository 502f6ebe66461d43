// A buffer beyond the first MiB of its region is treated as ordinary memory.
//
// Clauses: ZCP-14
// Suffers: programs with one large region for all of their buffers get copies in most of them.
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
+ if (!IS_ERR_OR_NULL(as->usbm) && (unsigned long)uurb->buffer - as->usbm->vm_start >= 1 << 20) {
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
+ 	as->usbm = NULL;
+ }
...>
}
