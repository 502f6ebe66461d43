// A packet of 98304 bytes, the longest that usbfs takes, is refused by usbfs.
//
// Clauses: ISO-5
// Suffers: the longest packets of SuperSpeedPlus cannot be asked for.
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
+ P.length > 98303
...>
}
