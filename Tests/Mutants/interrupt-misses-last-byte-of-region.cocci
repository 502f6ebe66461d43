// An interrupt transfer leaves out its last byte if that is the region's.
//
// Clauses: BND-1
// Suffers: a program whose reports fill its regions loses a byte of some of them.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_do_submiturb(...)
{
<...
  as->urb->transfer_buffer_length = uurb->buffer_length;
+ if (as->usbm && uurb->type == USBDEVFS_URB_TYPE_INTERRUPT &&
+     (unsigned long)uurb->buffer + uurb->buffer_length ==
+     as->usbm->vm_start + as->usbm->size)
+ 	as->urb->transfer_buffer_length--;
...>
}
