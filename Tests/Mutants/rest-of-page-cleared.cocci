// The rest of the page behind an IN's buffer is cleared when it is submitted.
//
// Clauses: BND-6, ZCP-4
// Suffers: packets that share a page lose their neighbours.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
expression E;
@@
proc_do_submiturb(...)
{
<...
  as->urb->transfer_dma = E;
+ if (usb_urb_dir_in(as->urb)) {
+ 	void *end = as->urb->transfer_buffer + as->urb->transfer_buffer_length;
+
+ 	if (offset_in_page(end))
+ 		memset(end, 0, PAGE_SIZE - offset_in_page(end));
+ }
...>
}
