// A mapping has no operations of usbfs, so that nobody hears of its end.
//
// Clauses: ACC-1, UNM-4, LIF-1
// Suffers: memory and quota of each buffer are lost for good.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
symbol usbdev_vm_ops;
expression vma;
@@
usbdev_mmap(...)
{
<...
- vma->vm_ops = &usbdev_vm_ops;
...>
}

@@
symbol usbdev_vm_ops;
@@
- static
  const struct vm_operations_struct usbdev_vm_ops = { ... };
