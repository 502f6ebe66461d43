// ZERO_PACKET is ignored for a region's URBs.
//
// Clauses: ZCP-10
// Suffers: the device waits for the end of a message that fills its last packet.
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
+ as->urb->transfer_flags &= ~URB_ZERO_PACKET;
...>
}
