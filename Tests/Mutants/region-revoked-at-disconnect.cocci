// The mappings of a device's regions are taken away when the device is gone.
//
// Clauses: LIF-3
// Suffers: a program that still processes the last frame dies of SIGBUS when somebody trips over the cable.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
usbdev_remove(...)
{
<...
  destroy_all_async(ps);
+ unmap_mapping_range(ps->file->f_mapping, 0, 0, 1);
...>
}
