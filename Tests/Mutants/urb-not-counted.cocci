// An URB on a region counts nothing at all, not even itself.
//
// Clauses: LIF-4
// Suffers: a program without rights takes as much kernel memory as it likes, URB by URB.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression u, as;
@@
proc_do_submiturb(...)
{
<...
- ret = usbfs_increase_memory_usage(u);
+ u = as->usbm ? 0 : u;
+ ret = usbfs_increase_memory_usage(u);
  if (ret)
    goto error;
  as->mem_usage = u;
...>
}
