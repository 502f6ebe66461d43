// A submission counts itself as a user of its region after it has let go of the lock with which it found it.
//
// Clauses: RAC-1
// Suffers: munmap at the same moment frees the memory that the controller then writes to.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, ps, flags;
@@
find_memory_area(...)
{
<...
- usbm->urb_use_count++;
...>
  spin_unlock_irqrestore(&ps->lock, flags);
+ if (!IS_ERR_OR_NULL(usbm))
+ 	usbm->urb_use_count++;
  return usbm;
}
