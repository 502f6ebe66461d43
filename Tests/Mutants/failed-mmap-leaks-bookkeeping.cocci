// A mapping that finds no memory leaves its bookkeeping behind.
//
// Clauses: ACC-5, FLT-1
// Suffers: a program that tries ever smaller buffers until one can be had costs the kernel an object each time.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm;
@@
usbdev_mmap(...)
{
<...
- kfree(usbm);
...>
}
