// FREE_STREAMS does not give back the URBs that are pending on the streams.
//
// Clauses: STR-1
// Suffers: what was submitted to a stream never comes back, and its region is lost.
// Rigs: xhci-super
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_free_streams(...)
{
<...
- destroy_async_on_interface(...);
...>
}
