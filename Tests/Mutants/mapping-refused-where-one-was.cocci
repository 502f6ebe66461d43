// No region can be had at the address of one that is still in use.
//
// Clauses: OWN-6
// Suffers: mmap fails at random, whenever the kernel chooses the address of a buffer with a transfer in flight.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
identifier file, vma, ps;
@@
usbdev_mmap(struct file *file, struct vm_area_struct *vma)
{
...
  struct usb_dev_state *ps = file->private_data;
...
+ {
+ 	struct usb_memory *iter;
+
+ 	list_for_each_entry(iter, &ps->memory_list, memlist)
+ 		if (iter->vm_start == vma->vm_start)
+ 			return -EBUSY;
+ }
  ret = usbfs_increase_memory_usage(...);
...
}
