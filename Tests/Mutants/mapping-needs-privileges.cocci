// A descriptor that gave up its privileges maps nothing.
//
// Clauses: MAP-19
// Suffers: a sandbox that drops what it does not need loses zero copy with it.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier file, vma, ps;
@@
usbdev_mmap(struct file *file, struct vm_area_struct *vma)
{
...
  struct usb_dev_state *ps = file->private_data;
...
+ if (ps->privileges_dropped)
+ 	return -EPERM;
  ret = usbfs_increase_memory_usage(...);
...
}
