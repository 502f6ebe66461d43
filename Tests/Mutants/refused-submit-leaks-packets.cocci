// A submission that is refused forgets the lengths of the packets that it copied.
//
// Clauses: ACC-6
// Suffers: each refused isochronous transfer costs the kernel a little memory for good.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_do_submiturb(...)
{
<...
  error:
- kfree(isopkt);
  kfree(dr);
...>
}
