// A signal that arrives at a reap takes the URB with it.
//
// Clauses: CAP-1
// Suffers: data is lost when a timer fires at the wrong moment.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as;
@@
reap_as(...)
{
<...
- set_current_state(TASK_RUNNING);
- return as;
+ set_current_state(TASK_RUNNING);
+ if (as && signal_pending(current)) {
+ 	free_async(as);
+ 	return NULL;
+ }
+ return as;
...>
}
