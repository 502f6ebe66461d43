// Discarding an URB asks for its end and does not wait for it.
//
// Clauses: CAP-1
// Suffers: a program that discards and reaps without waiting finds nothing, and takes its buffer for free.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier urb;
@@
proc_unlinkurb(...)
{
<...
- usb_kill_urb(urb);
+ usb_unlink_urb(urb);
...>
}
