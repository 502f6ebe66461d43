// The first two pages of an IN trade places in its region.
//
// Clauses: ZCP-1, ZCP-8
// Suffers: a picture has its lines in the wrong order, although each of them is right.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb;
@@
async_completed(struct urb *urb)
{
  struct async *as = ...;
...
  as->status = urb->status;
+ if (as->usbm && usb_urb_dir_in(urb) && urb->transfer_buffer &&
+     urb->actual_length > 4 * PAGE_SIZE) {
+ 	u8 *a = urb->transfer_buffer, *b = a + PAGE_SIZE;
+ 	unsigned int i;
+
+ 	for (i = 0; i < PAGE_SIZE; i++)
+ 		swap(a[i], b[i]);
+ }
...
}
