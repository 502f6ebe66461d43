// The kernel's buffer for an isochronous IN into ordinary memory is not cleared.
//
// Clauses: ISO-1
// Suffers: each short packet hands the program some of the kernel's memory.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression length;
identifier as;
@@
proc_do_submiturb(...)
{
<...
- memset(as->urb->transfer_buffer, 0, length);
...>
}
