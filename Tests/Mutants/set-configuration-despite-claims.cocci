// SETCONFIGURATION is carried out while interfaces are claimed.
//
// Clauses: DEV-1
// Suffers: a program takes the interfaces from another in the midst of its transfers.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier status;
@@
proc_setconfig(...)
{
<...
- status = -EBUSY;
...>
}
