// Of an ordinary isochronous IN as many bytes are copied as arrived, from the start.
//
// Clauses: ISO-1
// Suffers: packets behind a short one arrive cut or not at all.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier urb, len;
@@
copy_urb_data_to_user(..., struct urb *urb)
{
<...
- len = urb->transfer_buffer_length;
+ len = urb->actual_length;
...>
}
