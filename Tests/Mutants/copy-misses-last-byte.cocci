// The last byte of an IN into ordinary memory is not copied.
//
// Clauses: BND-5, BND-4, ZCP-1
// Suffers: a buffer beside a region, which is ordinary memory, ends with what stood there before.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression dst, len;
identifier urb;
@@
copy_urb_data_to_user(...)
{
<...
- copy_to_user(dst, urb->transfer_buffer, len)
+ copy_to_user(dst, urb->transfer_buffer, len - 1)
...>
}
