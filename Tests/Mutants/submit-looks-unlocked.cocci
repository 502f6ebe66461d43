// A submission looks for its region without the lock.
//
// Clauses: RAC-1
// Suffers: munmap at the same moment leads it into freed memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ps, flags;
@@
find_memory_area(...)
{
<...
- spin_lock_irqsave(&ps->lock, flags);
...
- spin_unlock_irqrestore(&ps->lock, flags);
...>
}
