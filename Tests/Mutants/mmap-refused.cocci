// mmap is refused on every node while the capability bit still promises it.
//
// Clauses: CAP-2, MAP-1
// Suffers: a program that trusts the bit has no buffer at all, instead of an ordinary one.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression E;
identifier ret;
@@
usbdev_mmap(...)
{
<...
  ret = usbfs_increase_memory_usage(E);
+ if (!ret) {
+ 	usbfs_decrease_memory_usage(E);
+ 	ret = -ENODEV;
+ }
...>
}
