// A submission that fails keeps what it counted against the quota.
//
// Clauses: ACC-5
// Suffers: a program with one wrong pointer uses up the limit for all others.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, isopkt, dr;
@@
proc_do_submiturb(...)
{
<...
+ if (as)
+ 	as->mem_usage = 0;
  kfree(isopkt);
  kfree(dr);
  if (as)
  	free_async(as);
...>
}
