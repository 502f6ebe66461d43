// A region takes one URB at a time.
//
// Clauses: ZCP-6, UNM-2
// Suffers: nothing can be queued, and isochronous streams break.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier iter, usbm;
@@
find_memory_area(...)
{
<...
  list_for_each_entry(iter, ...) {
  <...
  	usbm = iter;
+ 	if (iter->urb_use_count) {
+ 		usbm = ERR_PTR(-EBUSY);
+ 		break;
+ 	}
  ...>
  }
...>
}
