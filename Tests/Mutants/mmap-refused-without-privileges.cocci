// A descriptor that dropped its privileges maps no regions.
//
// Clauses: MAP-19
// Suffers: a sandboxed program falls back to copies.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ret;
@@
usbdev_mmap(...)
{
<...
- ret = usbfs_increase_memory_usage(
+ ret = ps->privileges_dropped ? -EACCES : usbfs_increase_memory_usage(
  ...);
...>
}
