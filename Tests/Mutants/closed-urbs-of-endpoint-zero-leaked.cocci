// Closing the descriptor forgets the control URBs.
//
// Clauses: DEV-2
// Suffers: a program that is killed beside a control transfer leaves memory behind, and a controller that uses it.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, ps;
@@
usbdev_release(...)
{
...
  as = async_getcompleted(ps);
  while (as) {
+ if (as->ifnum != -1)
  free_async(as);
  as = async_getcompleted(ps);
  }
...
}
