// A region's buffer is cleared before an IN is submitted.
//
// Clauses: ZCP-3, ZCP-4
// Suffers: a short packet wipes out what the program had behind it, and each transfer costs time for nothing.
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
+ if (usb_urb_dir_in(as->urb))
+ 	memset(as->urb->transfer_buffer, 0, as->urb->transfer_buffer_length);
...>
}
