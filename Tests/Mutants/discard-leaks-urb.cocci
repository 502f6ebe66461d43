// Discarding an URB keeps a reference to it.
//
// Clauses: MAP-13, ACC-6
// Suffers: each cancelled transfer loses some of the kernel's memory.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier urb;
@@
proc_unlinkurb(...)
{
... when any
- usb_put_urb(urb);
...
}
