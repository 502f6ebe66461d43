// A REAPURB that a signal interrupts takes the URB that has just completed and gives it to nobody.
//
// Clauses: EVT-3
// Suffers: a program with timers or children loses a transfer now and then, and waits for it for ever.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps;
@@
proc_reapurb(...)
{
  struct async *as = reap_as(ps);
+ if (as && signal_pending(current)) {
+ 	free_async(as);
+ 	return -EINTR;
+ }
...
}
