// A buffer in a region is found, and treated as ordinary memory.
//
// Clauses: ZCP-1, ZCP-2
// Suffers: every transfer is copied and needs memory, although mmap succeeded.
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
- 	usbm = iter;
- 	usbm->urb_use_count++;
+ 	usbm = NULL;
  ...>
  }
...>
}
