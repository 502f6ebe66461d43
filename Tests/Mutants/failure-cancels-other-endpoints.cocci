// A bulk transfer that fails takes the continuing URBs of other endpoints with it.
//
// Clauses: ZCP-10
// Suffers: a stall on one endpoint ends the traffic of all.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, as, addr;
@@
cancel_bulk_urbs(struct usb_dev_state *ps, unsigned addr)
{
<...
- as->bulk_addr == addr
+ as->bulk_addr
...>
}
