// The capability bits of the calls that came after mmap are not reported.
//
// Clauses: CAP-4
// Suffers: libraries take the calls for missing and go on without.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression caps, ps;
@@
proc_get_capabilities(...)
{
<...
  if (put_user(
- caps
+ caps & 0x3f
  , ...))
  return -EFAULT;
...>
}
