// A bulk transfer that fails leaves the URBs that continue it in flight.
//
// Clauses: ZCP-10
// Suffers: the next transfer's data lands in buffers of the one that failed.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, as;
@@
async_completed(...)
{
<...
- cancel_bulk_urbs(ps, as->bulk_addr);
+ ;
...>
}
