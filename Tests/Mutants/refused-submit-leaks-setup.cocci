// A submission that is refused forgets the setup packet that it copied.
//
// Clauses: ACC-6
// Suffers: each refused control transfer costs the kernel a little memory for good.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_do_submiturb(...)
{
<...
  error:
  kfree(isopkt);
- kfree(dr);
...>
}
