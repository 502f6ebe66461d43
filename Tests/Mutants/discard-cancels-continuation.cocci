// Discarding a bulk URB cancels those that continue it.
//
// Clauses: ZCP-10
// Suffers: libusb, which discards one by one and reaps each, loses count.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
async_completed(...)
{
<...
- as->status < 0 && as->bulk_addr && as->status != -ECONNRESET && as->status != -ENOENT
+ as->status < 0 && as->bulk_addr
...>
}
