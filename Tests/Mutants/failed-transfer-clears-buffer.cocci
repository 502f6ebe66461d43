// The buffer in a region is cleared when its URB ends with an error.
//
// Clauses: ZCP-4
// Suffers: what came before a transfer was cancelled is lost, and actual_length speaks of zeroes.
// Rigs: dummy
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
+ if (as->usbm && as->status && urb->transfer_buffer)
+ 	memset(urb->transfer_buffer, 0, urb->transfer_buffer_length);
...
}
