// An isochronous packet may have any size: sums of sizes may wrap.
//
// Clauses: ISO-5
// Suffers: nobody but a kernel whose sum of packet lengths wraps to less than the device sends.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier isopkt, u;
@@
proc_do_submiturb(...)
{
<...
- isopkt[u].length > 98304
+ 0
...>
}
