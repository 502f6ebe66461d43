// A submission that fails after its region was found never gives the region up.
//
// Clauses: LIF-4, FLT-2
// Suffers: each refusal under a full quota leaks a buffer.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, isopkt, dr;
@@
proc_do_submiturb(...)
{
<...
+ if (as && as->usbm) {
+ 	as->usbm = NULL;
+ 	as->urb->transfer_buffer = NULL;
+ }
  kfree(isopkt);
  kfree(dr);
  if (as)
  	free_async(as);
...>
}
