// Of an ordinary IN in pieces only the first is copied.
//
// Clauses: ZCP-1
// Suffers: all but the first 16 KiB of a transfer is what lay there before.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier i, urb;
@@
copy_urb_data_to_user(..., struct urb *urb)
{
<...
- i < urb->num_sgs && len
+ i < 1 && len
...>
}
