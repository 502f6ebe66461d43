// A buffer that runs from one region into the next is ordinary memory instead of being refused.
//
// Clauses: BND-7
// Suffers: whether a wrong size is noticed depends on where the kernel put two mappings.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier iter, usbm, ps;
@@
find_memory_area(struct usb_dev_state *ps, ...)
{
<...
  list_for_each_entry(iter, ...) {
  <...
- 	usbm = ERR_PTR(-EINVAL);
+ 	usbm = list_is_last(&iter->memlist, &ps->memory_list) ? ERR_PTR(-EINVAL) : NULL;
  ...>
  }
...>
}
