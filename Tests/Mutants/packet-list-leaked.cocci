// The list of packets that came with an isochronous URB is not freed.
//
// Clauses: CAP-1
// Suffers: each isochronous URB loses up to 1.5 KiB of the kernel's memory.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier isopkt;
@@
proc_do_submiturb(...)
{
<...
- kfree(isopkt);
  isopkt = NULL;
...>
}
