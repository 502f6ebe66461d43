// SHORT_NOT_OK is ignored for a region's URBs.
//
// Clauses: ZCP-10
// Suffers: mass storage emulation takes a truncated block for a whole one.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
expression E;
@@
proc_do_submiturb(...)
{
<...
  as->urb->transfer_dma = E;
+ as->urb->transfer_flags &= ~URB_SHORT_NOT_OK;
...>
}
