// The buffer of a 32-bit program's URB is taken to begin a byte later.
//
// Clauses: ZCP-11
// Suffers: 32-bit programs read shifted data, and cannot use a whole region.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier kurb;
expression E;
@@
get_urb32(...)
{
<...
- kurb->buffer = compat_ptr(E);
+ kurb->buffer = compat_ptr(E) + 1;
...>
}
