// What an URB counted against the quota is not noted, and so never returned.
//
// Clauses: UNM-4, ACC-2
// Suffers: after enough transfers every submission is refused until the next boot.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, u;
@@
proc_do_submiturb(...)
{
<...
- as->mem_usage = u;
...>
}
