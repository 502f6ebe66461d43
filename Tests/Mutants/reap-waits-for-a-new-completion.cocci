// A reap that may wait looks for completed URBs only after it was woken.
//
// Clauses: EVT-4
// Suffers: a program waits for an URB that has completed already.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps;
@@
reap_as(struct usb_dev_state *ps)
{
<...
  __set_current_state(...);
- as = async_getcompleted(ps);
+ if (list_empty(&ps->async_pending) || !list_is_singular(&ps->async_completed))
+ 	as = async_getcompleted(ps);
...>
}
