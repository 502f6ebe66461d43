// A failed transfer is told as one that succeeded.
//
// Clauses: ZCP-15
// Suffers: a program takes what lies in its region for data.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, urb;
@@
async_completed(struct urb *urb)
{
<...
- as->status = urb->status;
+ as->status = urb->status == -EPIPE ? 0 : urb->status;
...>
}
