// A submission that fails after its region was found gives the region up twice.
//
// Clauses: LIF-4
// Suffers: memory is leaked, or freed while the device writes to it.
// Rigs: dummy
// Origin: c43f28dfdc46 undone; v2 did the same
// File: drivers/usb/core/devio.c

@@
identifier as, isopkt, dr;
@@
proc_do_submiturb(...)
{
<...
+ if (as && as->usbm)
+ 	dec_usb_memory_use_count(as->usbm, &as->usbm->urb_use_count);
  kfree(isopkt);
  kfree(dr);
  if (as)
  	free_async(as);
...>
}
