// A program that locks its memory maps none.
//
// Clauses: MAP-19
// Suffers: the real-time programs that need zero copy most are refused it.
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
+ if (vma->vm_flags & VM_LOCKED)
+ 	return -EPERM;
  ret = usbfs_increase_memory_usage(...);
...
}
