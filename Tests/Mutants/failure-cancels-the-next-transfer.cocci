// A bulk transfer that fails takes with it what was begun after it.
//
// Clauses: CAP-1
// Suffers: a program that queues requests loses those that had nothing to do with the failure.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
identifier rescan;
@@
cancel_bulk_urbs(...)
{
<...
- if (as->bulk_status != AS_CONTINUATION) goto rescan;
...>
}
