// A region at the address of an older one takes a use away from that.
//
// Clauses: MAP-16
// Suffers: a program that puts a new buffer over an old one loses the old one's memory until the next boot.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
iterator name list_for_each_entry;
expression usbm, ps;
identifier vma, file;
@@
usbdev_mmap(struct file *file, struct vm_area_struct *vma)
{
<...
+ {
+ 	struct usb_memory *old;
+
+ 	list_for_each_entry(old, &ps->memory_list, memlist)
+ 		if (vma->vm_start >= old->vm_start && vma->vm_start < old->vm_start + old->size)
+ 			old->vma_use_count--;
+ }
  list_add_tail(&usbm->memlist, &ps->memory_list);
...>
}
