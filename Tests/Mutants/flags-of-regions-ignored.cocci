// The flags of an URB on a region are ignored.
//
// Clauses: ZCP-10
// Suffers: a program's short packets are not errors any more, and its transfers have no end.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, u;
@@
proc_do_submiturb(...)
{
<...
- as->urb->transfer_flags = u;
+ as->urb->transfer_flags = as->usbm ? u & (URB_DIR_IN | URB_ISO_ASAP) : u;
...>
}
