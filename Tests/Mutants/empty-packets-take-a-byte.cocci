// A packet of length 0 has a place of one byte in the buffer, and those behind it begin later.
//
// Clauses: ISO-10
// Suffers: a sound card plays noise where a packet in front was empty.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression A, L, totlen;
@@
proc_do_submiturb(...)
{
<...
  A.offset = totlen;
  A.length = L;
- totlen += L;
+ totlen += L ? L : 1;
...>
}
