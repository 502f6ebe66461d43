// The capability bit of mmap is not reported, although mmap works.
//
// Clauses: CAP-1, CAP-2
// Suffers: libusb and everything above it never tries zerocopy and falls back to copying, silently.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression E;
@@
proc_get_capabilities(...)
{
<...
- E | USBDEVFS_CAP_MMAP
+ E
...>
}
