// The IN and the OUT endpoint of one number are one for the URBs that continue a transfer.
//
// Clauses: ZCP-10
// Suffers: a failed IN takes the OUT with it.
// Rigs: ehci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ep;
@@
proc_do_submiturb(...)
{
<...
  as->bulk_addr = usb_endpoint_num(&ep->desc)
- | ((ep->desc.bEndpointAddress & USB_ENDPOINT_DIR_MASK) >> 3)
  ;
...>
}
