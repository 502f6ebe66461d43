// A length is not compared with the largest that usbfs takes.
//
// Clauses: BND-8
// Suffers: an overflow on 32-bit kernels, and on all others a refusal that depends on what stands in the setup
//   packet.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier uurb;
@@
proc_do_submiturb(...)
{
<...
- if ((unsigned int)uurb->buffer_length >= USBFS_XFER_MAX)
- 	return -EINVAL;
...>
}
