// The kernel's object for a region is never freed.
//
// Clauses: ACC-2
// Suffers: some hundred bytes of kernel memory are lost with each buffer.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
@@
dec_usb_memory_use_count(...)
{
<...
- kfree(usbm);
...>
}
