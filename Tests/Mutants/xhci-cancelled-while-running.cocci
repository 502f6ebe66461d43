// xHCI gives a cancelled bulk URB back at once, without stopping the endpoint.
//
// Clauses: UNM-11, EVT-4
// Suffers: the controller writes to memory that the kernel has given to somebody else.
// Rigs: xhci
// Origin: invented; reports of an Intel xHC that writes on after a cancellation
// File: drivers/usb/host/xhci.c

@@
expression xhci;
identifier urb;
@@
xhci_urb_dequeue(..., struct urb *urb, int status)
{
<...
- if (xhci->xhc_state & XHCI_STATE_HALTED)
+ if (xhci->xhc_state & XHCI_STATE_HALTED || usb_endpoint_xfer_bulk(&urb->ep->desc))
  {
  ...
  }
...>
}
