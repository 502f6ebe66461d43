// The containment of an isochronous buffer is judged as if each packet were as long as the first.
//
// Clauses: ISO-5
// Suffers: a stream whose first packet is the shortest writes behind its region.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier u, totlen, isopkt, ret;
@@
proc_do_submiturb(...)
{
<...
  if (isopkt[u].length > 98304) {
  	...
  }
- totlen += isopkt[u].length;
+ totlen += isopkt[0].length;
...>
}
