// A completion wakes the waiting only if nothing else waits to be reaped.
//
// Clauses: EVT-1
// Suffers: a program that is told of changes only (EPOLLET) sleeps on its data.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, as;
@@
async_completed(...)
{
<...
+ bool first = list_empty(&ps->async_completed);
  list_move_tail(&as->asynclist, &ps->async_completed);
...
- wake_up(&ps->wait);
+ if (first)
+ 	wake_up(&ps->wait);
...>
}
