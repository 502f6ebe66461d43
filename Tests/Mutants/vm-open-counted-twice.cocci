// A mapping that is split or inherited counts as two more users of its region.
//
// Clauses: LIF-1, UNM-7
// Suffers: each fork of a program with a buffer costs the buffer for good.
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
+ usbm->vma_use_count += 2;
...>
}
