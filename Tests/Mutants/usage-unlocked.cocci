// The usage is counted without its lock.
//
// Clauses: RAC-2
// Suffers: two programs at once make it drift; after days nothing fits any more, or the limit limits nothing.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier f = {usbfs_increase_memory_usage, usbfs_decrease_memory_usage};
@@
f(...)
{
<...
(
- spin_lock_irqsave(&usbfs_memory_usage_lock, flags);
|
- spin_unlock_irqrestore(&usbfs_memory_usage_lock, flags);
)
...>
}
@@
identifier f = {usbfs_increase_memory_usage, usbfs_decrease_memory_usage};
@@
f(...)
{
...
- unsigned long flags;
...
}
