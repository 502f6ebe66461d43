// URBs of a device that is gone cannot be reaped.
//
// Clauses: LIF-5, LIF-3
// Suffers: a program loses what came last, and waits for buffers that it never gets back.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps;
@@
reap_as(struct usb_dev_state *ps)
{
<...
- as = async_getcompleted(ps);
+ as = connected(ps) ? async_getcompleted(ps) : NULL;
...>
}

@@
identifier as, ps;
@@
proc_reapurbnonblock(struct usb_dev_state *ps, ...)
{
<...
- as = async_getcompleted(ps);
+ as = connected(ps) ? async_getcompleted(ps) : NULL;
...>
}
