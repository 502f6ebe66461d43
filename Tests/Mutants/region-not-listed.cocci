// A new region is not put in the list that submissions are looked up in.
//
// Clauses: ZCP-1, BND-2
// Suffers: every transfer is copied, although mmap succeeded and the capability is there.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm, ps;
@@
usbdev_mmap(...)
{
<...
- list_add_tail(&usbm->memlist, &ps->memory_list);
...>
}
