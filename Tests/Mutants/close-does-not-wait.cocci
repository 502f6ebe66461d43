// Closing the descriptor, and releasing an interface, ask for the end of URBs and do not wait for it.
//
// Clauses: CAP-1
// Suffers: what completes later is written to a descriptor that is no more.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier urb;
@@
destroy_async(...)
{
<...
- usb_kill_urb(urb);
+ usb_unlink_urb(urb);
...>
}
