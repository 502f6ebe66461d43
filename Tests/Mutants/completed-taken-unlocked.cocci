// A reap takes an URB from the list of the completed without the lock.
//
// Clauses: RAC-2
// Suffers: an URB that completes at the same moment corrupts the list.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, flags;
@@
async_getcompleted(...)
{
<...
- spin_lock_irqsave(&ps->lock, flags);
...
- spin_unlock_irqrestore(&ps->lock, flags);
...>
}
