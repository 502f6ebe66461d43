// An isochronous URB with a packet of length 0 is refused.
//
// Clauses: ISO-10
// Suffers: a sound card's driver has nothing to send in an interval in which no sample is due.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression P;
@@
proc_do_submiturb(...)
{
<...
- P.length > 98304
+ (!P.length || P.length > 98304)
...>
}
