// Forbidding a device to suspend succeeds and does nothing.
//
// Clauses: LIF-6
// Suffers: after a pause the first transfer of a program fails, since the device sleeps.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps;
@@
proc_forbid_suspend(struct usb_dev_state *ps)
{
<...
- if (ps->suspend_allowed) { ... }
...>
}
