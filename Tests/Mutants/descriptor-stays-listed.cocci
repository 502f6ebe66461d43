// When the device goes, usbfs does not unlink the descriptors that were open.
//
// Clauses: LIF-4
// Suffers: the list of a device that is freed is written to when the program closes it.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
usbdev_release(...)
{
<...
- list_del_init(&ps->list);
...>
}
