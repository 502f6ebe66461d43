// A mapping that is split or inherited counts itself without the lock. A wait between reading and writing the count
// stands for a processor that is interrupted there.
//
// Clauses: RAC-3
// Suffers: two processes that change their mappings of a region at once lose a count, and the memory is freed under one
//   of them, or never.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm, flags;
@@
usbdev_vm_open(...)
{
<...
- spin_lock_irqsave(&usbm->ps->lock, flags);
- ++usbm->vma_use_count;
- spin_unlock_irqrestore(&usbm->ps->lock, flags);
+ {
+	int count = READ_ONCE(usbm->vma_use_count);
+	udelay(5);
+	WRITE_ONCE(usbm->vma_use_count, count + 1);
+ }
...>
}
