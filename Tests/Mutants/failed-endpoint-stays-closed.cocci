// After a bulk transfer failed, a new one does not open the endpoint for continuing URBs again.
//
// Clauses: ZCP-10
// Suffers: after one error a libusb program gets nothing but errors until it closes the device.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, as;
@@
proc_do_submiturb(...)
{
<...
- ps->disabled_bulk_eps &= ~(1 << as->bulk_addr);
+ ;
...>
}
