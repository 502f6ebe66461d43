// No transfer's bytes count against the quota.
//
// Clauses: ACC-5
// Suffers: the limit on what transfers may take of the kernel's memory is none.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(...)
{
<...
- (as->usbm ? 0 : uurb->buffer_length)
+ 0
...>
}
