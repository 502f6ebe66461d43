// A new region is listed without the lock.
//
// Clauses: CAP-1
// Suffers: beside a submit or an munmap the list breaks.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, ps, flags;
@@
usbdev_mmap(...)
{
<...
- spin_lock_irqsave(&ps->lock, flags);
  list_add_tail(&usbm->memlist, &ps->memory_list);
- spin_unlock_irqrestore(&ps->lock, flags);
...>
}
@@
@@
usbdev_mmap(...)
{
...
- unsigned long flags;
...
}
