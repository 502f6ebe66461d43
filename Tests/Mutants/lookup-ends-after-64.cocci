// A buffer is looked for in the oldest 64 regions only.
//
// Clauses: OWN-4
// Suffers: programs with many buffers get copies of what comes into the later ones.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier iter;
statement S;
@@
find_memory_area(...)
{
+ unsigned int seen = 0;
...
  list_for_each_entry(iter, ...) {
+ 	if (++seen > 64)
+ 		break;
  S
  }
...
}
