// Each new region empties the list of regions before it joins it.
//
// Clauses: MAP-7, MAP-6
// Suffers: a program with more than one buffer corrupts the kernel's list when it gives the first one back.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm, ps;
@@
usbdev_mmap(...)
{
<...
+ INIT_LIST_HEAD(&ps->memory_list);
  list_add_tail(&usbm->memlist, &ps->memory_list);
...>
}
