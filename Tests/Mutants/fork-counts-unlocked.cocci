// A copied or split mapping is counted without the lock.
//
// Clauses: CAP-1
// Suffers: beside an munmap in the other process the count drifts: a region is freed under a mapping, or never.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, flags;
@@
usbdev_vm_open(...)
{
...
- unsigned long flags;
...
- spin_lock_irqsave(&usbm->ps->lock, flags);
...
- spin_unlock_irqrestore(&usbm->ps->lock, flags);
}
