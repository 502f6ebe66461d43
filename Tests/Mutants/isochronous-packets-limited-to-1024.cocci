// An isochronous packet has at most 1024 bytes, as if the bus moved one packet in an interval.
//
// Clauses: ISO-9
// Suffers: no camera or sound card whose packets are longer can be driven by a program.
// Rigs: xhci, xhci-super
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression P;
@@
proc_do_submiturb(...)
{
<...
- P.length > 98304
+ P.length > 1024
...>
}
