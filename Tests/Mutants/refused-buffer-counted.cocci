// A refused buffer counts as a use of its region, which nobody ever takes back.
//
// Clauses: BND-3, BND-2
// Suffers: a program that asked for too much once leaks its buffer.
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
  	usbm = ERR_PTR(-EINVAL);
+ 	iter->urb_use_count++;
  ...>
  }
...>
}
