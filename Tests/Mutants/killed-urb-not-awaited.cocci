// Killing an URB does not wait until the controller has let go of it.
//
// Clauses: EVT-4
// Suffers: its memory is used again while the controller still writes to it.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/urb.c

@@
@@
usb_kill_urb(...)
{
<...
- wait_event(usb_kill_urb_queue, ...);
...>
}
