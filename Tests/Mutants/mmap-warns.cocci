// A mapping that finds no memory leaves a warning with a stack trace in the kernel log.
//
// Clauses: MAP-5, FRG-4
// Suffers: any user fills the log, and a machine that panics on warnings goes down.
// Rigs: dummy
// Origin: the fix of 5.13 undone, which made refusals of excessive sizes quiet
// File: drivers/usb/core/devio.c

@@
expression E;
@@
usbdev_mmap(...)
{
<...
- E | __GFP_NOWARN
+ E
...>
}
