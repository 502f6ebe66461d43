// What completed last is reaped first.
//
// Clauses: ZCP-7, ZCP-10
// Suffers: a stream of several URBs arrives in the wrong order as soon as two complete before a reap.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression A, B;
@@
async_completed(...)
{
<...
- list_move_tail(A, B)
+ list_move(A, B)
...>
}
