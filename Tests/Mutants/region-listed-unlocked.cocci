// A new region joins the list of regions without the lock.
//
// Clauses: RAC-3, RAC-2
// Suffers: mmap beside a reap or another process corrupts the list.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ps, flags, usbm;
@@
usbdev_mmap(...)
{
<...
- spin_lock_irqsave(&ps->lock, flags);
  list_add_tail(&usbm->memlist, &ps->memory_list);
- spin_unlock_irqrestore(&ps->lock, flags);
...>
}
