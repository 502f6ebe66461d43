// An isochronous URB of 128 packets is refused.
//
// Clauses: ISO-7
// Suffers: libusb's largest transfers no longer work.
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
+ uurb->number_of_packets > 127
...>
}
