// The credentials of who opened the device are held for ever.
//
// Clauses: ACC-9
// Suffers: each open and close keeps a set of credentials.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
usbdev_release(...)
{
... when any
- put_cred(ps->cred);
...
}
