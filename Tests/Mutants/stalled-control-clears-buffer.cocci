// The data of a region's control URB is cleared when the device stalls.
//
// Clauses: ZCP-15
// Suffers: a program that asks a device what it does not know loses what it kept in its buffer.
// Rigs: dummy xhci
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
+ if (as->usbm && as->status == -EPIPE && usb_pipecontrol(urb->pipe) && urb->transfer_buffer)
+ 	memset(urb->transfer_buffer, 0, urb->transfer_buffer_length);
...
}
