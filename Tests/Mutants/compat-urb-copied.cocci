// A buffer in a region that a 32-bit program submits is ordinary memory.
//
// Clauses: ZCP-11
// Suffers: 32-bit programs on a 64-bit kernel get copies where they asked for none.
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
+ 	if (in_compat_syscall())
+ 		break;
  	usbm = iter;
  ...>
  }
...>
}
