// The bytes of an OUT from a region count against the quota again.
//
// Clauses: ACC-7
// Suffers: a program that sends from its regions needs twice the quota.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression u;
@@
proc_do_submiturb(...)
{
<...
  u += sizeof(struct async) + sizeof(struct urb) +
-      (as->usbm ? 0 : uurb->buffer_length) +
+      (as->usbm && is_in ? 0 : uurb->buffer_length) +
       num_sgs * sizeof(struct scatterlist);
...>
}
