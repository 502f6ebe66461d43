// The containment of an isochronous buffer is judged by buffer_length.
//
// Clauses: ISO-5
// Suffers: packets that are longer than the buffer says are written behind the region.
// Rigs: xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb, totlen;
@@
proc_do_submiturb(...)
{
<...
- uurb->buffer_length = totlen;
...>
}
