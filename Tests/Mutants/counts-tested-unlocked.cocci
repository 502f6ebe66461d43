// Between counting down and looking whether that was the last use, the lock is let go for a moment.
//
// Clauses: UNM-8
// Suffers: munmap beside a reap frees the region twice, once in many thousand times.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier count, ps, flags;
@@
dec_usb_memory_use_count(..., int *count)
{
  struct usb_dev_state *ps = ...;
...
  unsigned long flags;
...
  --*count;
+ spin_unlock_irqrestore(&ps->lock, flags);
+ udelay(50);
+ spin_lock_irqsave(&ps->lock, flags);
...
}
