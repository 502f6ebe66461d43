// A buffer is looked up in the regions of every descriptor of the device, and not only of the one it came through.
//
// Clauses: OWN-1, OWN-2
// Suffers: a program's transfers end in another program's memory that happens to have the same address.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier ps, uurb, usbm;
@@
find_memory_area(struct usb_dev_state *ps, const struct usbdevfs_urb *uurb)
{
<...
+ if (!usbm) {
+ 	struct usb_dev_state *other;
+ 	struct usb_memory *theirs;
+
+ 	list_for_each_entry(other, &ps->dev->filelist, list)
+ 		list_for_each_entry(theirs, &other->memory_list, memlist)
+ 			if (!usbm && (unsigned long)uurb->buffer >= theirs->vm_start &&
+ 			    (unsigned long)uurb->buffer < theirs->vm_start + theirs->size) {
+ 				usbm = theirs;
+ 				usbm->urb_use_count++;
+ 			}
+ }
  return usbm;
...>
}
