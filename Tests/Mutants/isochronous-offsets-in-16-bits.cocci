// Of a packet's offset in its URB's buffer only the lower 16 bits are kept.
//
// Clauses: ISO-9
// Suffers: in an URB of more than 64 KiB the later packets are written over the first.
// Rigs: xhci, xhci-super
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression A, totlen;
@@
proc_do_submiturb(...)
{
<...
- A.offset = totlen;
+ A.offset = totlen & 0xffff;
...>
}
