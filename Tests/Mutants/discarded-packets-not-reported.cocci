// What became of the packets of an isochronous URB is not reported if it was discarded.
//
// Clauses: ISO-10
// Suffers: a program that stops a stream loses the last packets that came, or takes old ones for new.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb;
@@
processcompl(struct async *as, ...)
{
...
  struct urb *urb = ...;
<...
- usb_endpoint_xfer_isoc(&urb->ep->desc)
+ usb_endpoint_xfer_isoc(&urb->ep->desc) && !as->status
...>
}
