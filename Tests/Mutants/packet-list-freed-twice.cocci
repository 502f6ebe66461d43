// An isochronous URB that the controller refuses has its list of packets freed twice.
//
// Clauses: ISO-9
// Suffers: the kernel's allocator is corrupted.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier isopkt;
@@
proc_do_submiturb(...)
{
<...
  kfree(isopkt);
- isopkt = NULL;
...>
}
