// A region's URB cannot be discarded.
//
// Clauses: UNM-4, BND-1
// Suffers: a program that wants to end waits for a device that has nothing to say.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps;
@@
proc_unlinkurb(struct usb_dev_state *ps, ...)
{
<...
  as = async_getpending(...);
+ if (as && as->usbm) {
+ 	list_add_tail(&as->asynclist, &ps->async_pending);
+ 	as = NULL;
+ }
...>
}
