// An URB goes to an interface that another descriptor has claimed.
//
// Clauses: DEV-1
// Suffers: two programs mix their transfers.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, ret;
expression i;
@@
proc_do_submiturb(...)
{
<...
- ret = checkintf(ps, i);
- if (ret) return ret;
...>
}
