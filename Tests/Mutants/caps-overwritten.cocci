// The bit for scatter-gather replaces the capabilities gathered so far instead of joining them.
//
// Clauses: CAP-3, CAP-1
// Suffers: programs believe in an old kernel: no ZERO_PACKET, no reaping after the device is gone, no zerocopy.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression caps;
@@
proc_get_capabilities(...)
{
<...
- caps |= USBDEVFS_CAP_BULK_SCATTER_GATHER;
+ caps = USBDEVFS_CAP_BULK_SCATTER_GATHER;
...>
}
