// Only the region that was mapped first is known as one.
//
// Clauses: OWN-4
// Suffers: a program with several regions has its data copied as if it had none, and is told nothing.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier iter;
expression head;
@@
find_memory_area(...)
{
<...
- list_for_each_entry(iter, head, memlist) {
+ list_for_each_entry(iter, head, memlist) {
+ 	if (iter != list_first_entry(head, struct usb_memory, memlist))
+ 		break;
...
}
...>
}
