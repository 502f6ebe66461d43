// The status of a region's URB is not written for a 32-bit program.
//
// Clauses: ZCP-11
// Suffers: a 32-bit program takes failed transfers for good ones.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, userurb;
@@
processcompl_compat(struct async *as, ...)
{
<...
- if (put_user(as->status, &userurb->status))
+ if (put_user(as->usbm ? 0 : as->status, &userurb->status))
	return -EFAULT;
...>
}
