// The credentials of who submitted an URB are held for ever.
//
// Clauses: ACC-9
// Suffers: each transfer loses some of the kernel's memory, and a radio makes thousands a second.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
free_async(struct async *as)
{
<...
- if (as->cred) put_cred(as->cred);
...>
}
