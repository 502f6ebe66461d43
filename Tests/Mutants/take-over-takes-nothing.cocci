// DISCONNECT_CLAIM leaves the interface to whoever has it.
//
// Clauses: DEV-1
// Suffers: a program cannot have an interface that another has forgotten.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_disconnect_claim(...)
{
<...
- usb_driver_release_interface(...);
...>
}
