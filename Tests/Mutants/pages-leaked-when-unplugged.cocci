// The pages of a region whose device is gone are not given back, as if there were nobody to give them back to.
//
// Clauses: LIF-3, LIF-5
// Suffers: machines whose cables are pulled run out of memory.
// Rigs: dummy
// Origin: invented, after what a first idea against LIF-9 would be
// File: drivers/usb/core/devio.c

@@
identifier hcd, ps;
@@
dec_usb_memory_use_count(...)
{
...
  struct usb_dev_state *ps = ...;
<...
+ if (ps->dev->state != USB_STATE_NOTATTACHED)
  hcd_buffer_free_pages(hcd, ...);
...>
}
