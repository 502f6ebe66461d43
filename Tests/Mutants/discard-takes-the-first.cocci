// Discarding takes the URB that was submitted first, not the one that is named.
//
// Clauses: EVT-4
// Suffers: the wrong transfer ends.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
identifier ps;
expression u;
@@
async_getpending(struct usb_dev_state *ps, ...)
{
<...
- if (as->userurb == u)
+ if (as)
  { ... }
...>
}
