// Data that cannot be copied to the program is dropped, and the reap succeeds.
//
// Clauses: ZCP-13
// Suffers: a program whose memory went away believes that its data is there.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb;
@@
processcompl(struct async *as, ...)
{
<...
- if (copy_urb_data_to_user(as->userbuffer, urb)) goto err_out;
+ if (copy_urb_data_to_user(as->userbuffer, urb)) {}
...>
}
