// Whether that was the last use of a region is looked at after the lock was let go.
//
// Clauses: RAC-1, RAC-2
// Suffers: munmap beside a reap frees the region twice.
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
+ spin_lock_irqsave(&ps->lock, flags);
...
}
