// An URB gives up the newest region at its region's address instead of its own.
//
// Clauses: OWN-6
// Suffers: a program that takes a new buffer before the last transfer of the old one ended loses both.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier as;
@@
free_async(struct async *as)
{
+ if (as->usbm) {
+ 	struct usb_memory *iter;
+ 	unsigned long start = as->usbm->vm_start;
+
+ 	list_for_each_entry(iter, &as->usbm->ps->memory_list, memlist)
+ 		if (iter->vm_start == start)
+ 			as->usbm = iter;
+ }
...
}
