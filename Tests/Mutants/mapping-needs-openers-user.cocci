// Only the user who opened a descriptor maps memory through it.
//
// Clauses: MAP-19
// Suffers: a daemon that opens devices as root and goes on as somebody else falls back to copies.
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
+ if (!uid_eq(ps->cred->euid, current_euid()))
+ 	return -EPERM;
  ret = usbfs_increase_memory_usage(...);
...
}
