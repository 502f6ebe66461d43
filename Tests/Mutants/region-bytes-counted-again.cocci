// A transfer's bytes count against the quota although its region does already.
//
// Clauses: ACC-3
// Suffers: of the limit only half can be used, and URBs are refused at random.
// Rigs: dummy
// Origin: the fix of 5.4 undone, which stopped counting them twice
// File: drivers/usb/core/devio.c

@@
identifier as, uurb;
@@
proc_do_submiturb(...)
{
<...
- (as->usbm ? 0 : uurb->buffer_length)
+ uurb->buffer_length
...>
}
