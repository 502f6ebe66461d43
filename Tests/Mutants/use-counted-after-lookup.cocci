// A submit counts its use of a region only after it let go of the lock.
//
// Clauses: CAP-1
// Suffers: an munmap in between frees the region that the controller then writes to.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier usbm, ps, flags;
@@
find_memory_area(struct usb_dev_state *ps, ...)
{
<...
- usbm->urb_use_count++;
...>
  spin_unlock_irqrestore(&ps->lock, flags);
+ if (!IS_ERR_OR_NULL(usbm)) {
+ 	cpu_relax();
+ 	spin_lock_irqsave(&ps->lock, flags);
+ 	usbm->urb_use_count++;
+ 	spin_unlock_irqrestore(&ps->lock, flags);
+ }
  return usbm;
}
