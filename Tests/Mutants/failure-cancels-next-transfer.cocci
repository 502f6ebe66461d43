// A short transfer cancels what is queued behind its continuations, too.
//
// Clauses: ZCP-10
// Suffers: after one short packet every transfer that was queued is lost.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
statement S;
@@
cancel_bulk_urbs(...)
{
<...
- if (as->bulk_status != AS_CONTINUATION) S
...>
}
