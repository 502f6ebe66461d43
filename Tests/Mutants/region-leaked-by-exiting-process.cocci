// A region whose process ends without munmap is given up only if that process opened the descriptor.
//
// Clauses: OWN-3
// Suffers: each worker that was handed a descriptor leaves its buffers behind, until no memory is left.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier vma;
@@
usbdev_vm_close(struct vm_area_struct *vma)
{
  struct usb_memory *usbm = ...;
+ if (current->flags & PF_EXITING) {
+ 	struct task_struct *opener = get_pid_task(usbm->ps->disc_pid, PIDTYPE_PID);
+ 	bool is_other = opener && opener->tgid != current->tgid;
+
+ 	if (opener)
+ 		put_task_struct(opener);
+ 	if (is_other)
+ 		return;
+ }
...
}
