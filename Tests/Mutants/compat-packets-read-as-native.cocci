// The packets of a 32-bit program's isochronous URB are read from where a 64-bit program has them.
//
// Clauses: ZCP-11
// Suffers: isochronous transfers of 32-bit programs have lengths that are none.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression a, b, c;
@@
proc_submiturb_compat(...)
{
<...
  return proc_do_submiturb(a, b,
-	c,
+	arg + sizeof(struct usbdevfs_urb),
	...);
...>
}
