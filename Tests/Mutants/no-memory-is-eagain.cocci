// A mapping that finds no memory is refused as something to be tried again.
//
// Clauses: MAP-5, FRG-4
// Suffers: programs that know EAGAIN try for ever instead of falling back to smaller buffers.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
void *mem;
identifier ret;
@@
usbdev_mmap(...)
{
<...
  if (!mem) {
- 	ret = -ENOMEM;
+ 	ret = -EAGAIN;
  	...
  }
...>
}
