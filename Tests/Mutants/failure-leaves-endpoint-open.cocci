// After a bulk transfer failed, URBs that continue it are still taken.
//
// Clauses: ZCP-10
// Suffers: what belongs to a failed transfer is sent as part of the next.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, addr;
@@
cancel_bulk_urbs(struct usb_dev_state *ps, unsigned addr)
{
<...
- ps->disabled_bulk_eps |= (1 << addr);
...>
}
