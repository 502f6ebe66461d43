// An isochronous URB of 129 packets is accepted.
//
// Clauses: ISO-7
// Suffers: programs that split at the documented limit see another one.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb;
@@
proc_do_submiturb(...)
{
<...
- uurb->number_of_packets > 128
+ uurb->number_of_packets > 129
...>
}
