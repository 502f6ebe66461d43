// A submit looks for its region without the lock.
//
// Clauses: CAP-1
// Suffers: beside an munmap it finds one that is being freed.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier ps, flags;
@@
find_memory_area(struct usb_dev_state *ps, ...)
{
<...
(
- spin_lock_irqsave(&ps->lock, flags);
|
- spin_unlock_irqrestore(&ps->lock, flags);
)
...>
}
@@
@@
find_memory_area(...)
{
...
- unsigned long flags;
...
}
