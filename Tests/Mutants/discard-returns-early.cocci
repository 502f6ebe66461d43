// A discard asks for the URB back and does not wait for it.
//
// Clauses: EVT-4
// Suffers: a program that reuses or unmaps its buffer after the discard shares it with the controller.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression urb;
@@
proc_unlinkurb(...)
{
<...
- usb_kill_urb(urb);
+ usb_unlink_urb(urb);
...>
}
