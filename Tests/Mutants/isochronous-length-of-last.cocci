// The actual_length of an isochronous URB is that of its last packet.
//
// Clauses: ISO-4
// Suffers: programs that look at the URB and not at its packets lose what came.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier i, urb;
@@
compute_isochronous_actual_length(struct urb *urb)
{
<...
- urb->actual_length += urb->iso_frame_desc[i].actual_length;
+ urb->actual_length = urb->iso_frame_desc[i].actual_length;
...>
}
