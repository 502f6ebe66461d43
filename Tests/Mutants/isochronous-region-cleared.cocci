// A region's buffer is cleared before an isochronous IN, as ordinary memory is.
//
// Clauses: ISO-2
// Suffers: the time that regions were to save is spent, and what the program put into the gaps is lost.
// Rigs: xhci
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
+ if (usb_urb_dir_in(as->urb) && as->urb->number_of_packets > 0)
+ 	memset(as->urb->transfer_buffer, 0, as->urb->transfer_buffer_length);
...>
}
