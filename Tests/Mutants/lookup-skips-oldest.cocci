// With more than 150 regions the oldest one is no longer found.
//
// Clauses: OWN-4
// Suffers: the buffer that a program took first falls back to copies, long after it was tried out.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each;
expression usbm, ps;
@@
usbdev_mmap(...)
{
<...
  list_add_tail(&usbm->memlist, &ps->memory_list);
+ {
+ 	struct list_head *place;
+ 	unsigned int count = 0;
+
+ 	list_for_each(place, &ps->memory_list)
+ 		count++;
+ 	if (count == 151)
+ 		list_del_init(ps->memory_list.next);
+ }
...>
}
