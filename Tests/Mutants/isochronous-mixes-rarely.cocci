// One isochronous IN packet in 20,000 is written to the beginning of its URB's buffer.
//
// Clauses: ISO-8
// Suffers: a long recording has a packet twice and another not at all.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, u, totlen, isopkt;
@@
proc_do_submiturb(...)
{
<...
  as->urb->iso_frame_desc[u].offset = totlen;
+ if (as->usbm && usb_urb_dir_in(as->urb)) {
+ 	static unsigned int count;
+
+ 	if (++count % 20000 == 0)
+ 		as->urb->iso_frame_desc[u].offset = 0;
+ }
  as->urb->iso_frame_desc[u].length = isopkt[u].length;
...>
}
