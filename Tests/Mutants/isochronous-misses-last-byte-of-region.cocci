// The last packet of an isochronous transfer is a byte shorter if its last byte is the region's.
//
// Clauses: BND-1
// Suffers: a program whose packets fill its regions loses a byte of some of them.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_do_submiturb(...)
{
<...
+ if (as->usbm && number_of_packets &&
+     isopkt[number_of_packets - 1].length &&
+     (unsigned long)uurb->buffer + uurb->buffer_length ==
+     as->usbm->vm_start + as->usbm->size)
+ 	isopkt[number_of_packets - 1].length--;
  for (totlen = u = 0; u < number_of_packets; u++) {
  	as->urb->iso_frame_desc[u].offset = totlen;
  	...
  }
...>
}
