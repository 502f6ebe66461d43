// A mapping that is split or inherited does not count as a further user of its region.
//
// Clauses: UNM-7, LIF-1, FLT-3
// Suffers: after a fork or a partial munmap the memory is freed while it is still mapped.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
@@
usbdev_vm_open(...)
{
<...
- ++usbm->vma_use_count;
...>
}
