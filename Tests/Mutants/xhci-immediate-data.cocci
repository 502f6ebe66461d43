// xHCI puts an OUT of up to eight bytes into the command itself, also if its memory is mapped for DMA already.
//
// Clauses: ZCP-2, DMA-2
// Suffers: what a program writes to a short message after it submitted it does not go out; a driver whose memory
//   has no address in the kernel sends garbage.
// Rigs: xhci
// Origin: 13b82b746310 undone, which leaves alone what is mapped already
// File: drivers/usb/host/xhci-ring.c

@@
identifier urb;
@@
+ static int xhci_urb_fits_trb(struct urb *urb)
+ {
+ 	return !usb_endpoint_xfer_isoc(&urb->ep->desc) && usb_urb_dir_out(urb) &&
+ 	       usb_endpoint_maxp(&urb->ep->desc) >= TRB_IDT_MAX_SIZE &&
+ 	       urb->transfer_buffer_length <= TRB_IDT_MAX_SIZE && !urb->num_sgs;
+ }
+
  int xhci_queue_bulk_tx(..., struct urb *urb, ...)
  {
  <...
- xhci_urb_suitable_for_idt(urb)
+ xhci_urb_fits_trb(urb)
  ...>
  }

@@
identifier urb;
@@
xhci_queue_ctrl_tx(..., struct urb *urb, ...)
{
<...
- xhci_urb_suitable_for_idt(urb)
+ xhci_urb_fits_trb(urb)
...>
}
