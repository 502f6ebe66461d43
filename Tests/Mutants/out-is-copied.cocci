// OUT from a region is copied when it is submitted.
//
// Clauses: ZCP-2
// Suffers: a program that fills a buffer while it is being sent sends the old contents.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier iter, usbm, uurb;
@@
find_memory_area(..., const struct usbdevfs_urb *uurb)
{
<...
  list_for_each_entry(iter, ...) {
  <...
+ 	if (!(uurb->endpoint & USB_DIR_IN))
+ 		break;
  	usbm = iter;
  ...>
  }
...>
}
