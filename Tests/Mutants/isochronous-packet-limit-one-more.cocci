// A packet of 98305 bytes, one more than any bus has in an interval, is not refused by usbfs.
//
// Clauses: ISO-5
// Suffers: nobody, as long as the core compares the packet with what the endpoint can carry.
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
+ P.length > 98305
...>
}
