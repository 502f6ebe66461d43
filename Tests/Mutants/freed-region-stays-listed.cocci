// A region that is freed stays in the list that submissions are looked up in.
//
// Clauses: MAP-7, MAP-2
// Suffers: the next submission reads freed memory, and may send it to a device.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm;
@@
dec_usb_memory_use_count(...)
{
<...
- list_del(&usbm->memlist);
...>
}
