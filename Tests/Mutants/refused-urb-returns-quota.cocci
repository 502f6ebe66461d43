// An URB that the quota refuses gives back what it never took.
//
// Clauses: ACC-5
// Suffers: each refusal makes room for more than the limit allows.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, u, ret;
@@
proc_do_submiturb(...)
{
<...
+ as->mem_usage = u;
  ret = usbfs_increase_memory_usage(u);
  if (ret) goto error;
- as->mem_usage = u;
...>
}
