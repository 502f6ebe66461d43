// The kernel's buffer for an isochronous IN of one packet into ordinary memory is not cleared: there is no gap between
// packets, but there is one behind it.
//
// Clauses: ISO-1
// Suffers: programs that ask for packet by packet are handed some of the kernel's memory with each short one.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression length;
identifier as;
symbol number_of_packets;
@@
proc_do_submiturb(...)
{
<...
- memset(as->urb->transfer_buffer, 0, length)
+ memset(as->urb->transfer_buffer, 0, number_of_packets > 1 ? length : 0)
...>
}
