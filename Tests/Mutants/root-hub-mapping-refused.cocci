// A root hub has no memory to map.
//
// Clauses: MAP-19
// Suffers: a program that takes one descriptor of each bus for its buffers finds none.
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
+ if (!ps->dev->parent)
+ 	return -EPERM;
  ret = usbfs_increase_memory_usage(...);
...
}
