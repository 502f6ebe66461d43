// A large transfer of a region is cut into pieces of ordinary memory, as one without a region.
//
// Clauses: ZCP-8, ZCP-1
// Suffers: large transfers need memory each, and their data never arrives in the region.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, num_sgs;
@@
proc_do_submiturb(...)
{
<...
- if (as->usbm)
- 	num_sgs = 0;
...>
}
