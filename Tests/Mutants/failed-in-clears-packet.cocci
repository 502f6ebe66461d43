// The packet behind the whole ones of a region's IN is cleared when that ends with an overflow.
//
// Clauses: ZCP-15, ZCP-4
// Suffers: what a program had in the rest of its buffer is lost with a transfer that failed.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb;
@@
async_completed(struct urb *urb)
{
  struct async *as = ...;
...
  as->status = urb->status;
+ if (as->usbm && as->status == -EOVERFLOW && usb_urb_dir_in(urb) && urb->transfer_buffer)
+ 	memset(urb->transfer_buffer + urb->actual_length, 0,
+ 	       urb->transfer_buffer_length - urb->actual_length);
...
}
