// An URB that completes wakes whoever waits some microseconds before it can be reaped.
//
// Clauses: EVT-1
// Suffers: who is quick to look sees nothing, and sleeps until another URB completes.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, as, flags;
@@
async_completed(...)
{
<...
+ wake_up(&ps->wait);
+ udelay(200);
  spin_lock_irqsave(&ps->lock, flags);
  list_move_tail(&as->asynclist, &ps->async_completed);
...
- wake_up(&ps->wait);
...>
}
