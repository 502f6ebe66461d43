// An isochronous packet has at most 3072 bytes, the most of a microframe at high speed.
//
// Clauses: ISO-9
// Suffers: SuperSpeed devices that move several bursts in an interval cannot be driven by a program.
// Rigs: xhci-super
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression P;
@@
proc_do_submiturb(...)
{
<...
- P.length > 98304
+ P.length > 3072
...>
}
