// An isochronous URB is taken for an endpoint of any type.
//
// Clauses: ZCP-13
// Suffers: the controller is handed packets for an endpoint that has none.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ep;
@@
proc_do_submiturb(...)
{
<...
- if (!usb_endpoint_xfer_isoc(&ep->desc)) return -EINVAL;
...>
}
