// Only the process that opened a descriptor has regions on it: what others map is not listed.
//
// Clauses: OWN-3
// Suffers: a service that hands its devices to workers gets copies from them, and nobody is told.
// Rigs: dummy xhci
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression usbm, ps;
@@
usbdev_mmap(...)
{
<...
- list_add_tail(&usbm->memlist, &ps->memory_list);
+ {
+ 	struct task_struct *opener = get_pid_task(ps->disc_pid, PIDTYPE_PID);
+
+ 	if (opener && opener->mm == current->mm)
+ 		list_add_tail(&usbm->memlist, &ps->memory_list);
+ 	if (opener)
+ 		put_task_struct(opener);
+ }
...>
}
