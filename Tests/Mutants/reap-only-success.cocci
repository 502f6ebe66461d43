// A reap that does not wait passes over URBs that failed.
//
// Clauses: ZCP-15
// Suffers: a failed transfer is never told, and its region is never given back.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps;
@@
async_getcompleted(struct usb_dev_state *ps)
{
<...
- if (!list_empty(&ps->async_completed)) {
+ if (!list_empty(&ps->async_completed) && list_first_entry(&ps->async_completed, struct async, asynclist)->status != -EOVERFLOW) {
  ...
  }
...>
}
