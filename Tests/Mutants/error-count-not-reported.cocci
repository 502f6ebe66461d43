// How many packets of an isochronous URB failed is reported as none.
//
// Clauses: ISO-4
// Suffers: programs take a broken stream for a whole one.
// Rigs: ehci uhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier urb;
expression P;
@@
processcompl(...)
{
<...
- put_user(urb->error_count, P)
+ put_user(0, P)
...>
}
