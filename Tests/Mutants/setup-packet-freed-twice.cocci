// A control transfer that the controller refuses has its setup packet freed twice.
//
// Clauses: ZCP-13
// Suffers: the kernel's allocator is corrupted.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier dr, as;
@@
proc_do_submiturb(...)
{
<...
  as->urb->setup_packet = (unsigned char *)dr;
- dr = NULL;
...>
}
