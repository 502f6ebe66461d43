// NO_INTERRUPT is ignored for a region's URBs.
//
// Clauses: ZCP-10
// Suffers: nothing but interrupts that were not needed.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c
// Equivalent: the flag allows the controller to tell late of an URB that went well and is followed by others; it
//   never has to, so that every order and every result without the flag is one that may be seen with it

@@
identifier as;
expression E;
@@
proc_do_submiturb(...)
{
<...
  as->urb->transfer_dma = E;
+ as->urb->transfer_flags &= ~URB_NO_INTERRUPT;
...>
}
