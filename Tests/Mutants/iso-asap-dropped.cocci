// An isochronous URB that shall begin as soon as possible begins at the frame that it names.
//
// Clauses: ISO-1
// Suffers: a stream does not start.
// Rigs: xhci ehci uhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier u;
@@
proc_do_submiturb(...)
{
<...
- u |= URB_ISO_ASAP;
+ ;
...>
}
