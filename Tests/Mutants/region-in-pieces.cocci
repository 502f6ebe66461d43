// A large transfer of a region is handed over in pieces, as one without a region, if in the region's own memory.
//
// Clauses: ZCP-8
// Suffers: large transfers need a list of pieces each, and are refused when memory is short.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier as, num_sgs;
@@
proc_do_submiturb(...)
{
<...
- if (as->usbm)
- 	num_sgs = 0;
...>
}

@@
identifier ps, uurb;
expression u;
@@
proc_do_submiturb(struct usb_dev_state *ps, struct usbdevfs_urb *uurb, ...)
{
<...
- buf = kmalloc(u, GFP_KERNEL);
+ buf = as->usbm ? as->usbm->mem + ((unsigned long)uurb->buffer - as->usbm->vm_start) +
+ 		(is_in ? i * USB_SG_SIZE : 0)
+ 	: kmalloc(u, GFP_KERNEL);
...>
}

@@
expression from, u;
@@
proc_do_submiturb(...)
{
<...
- copy_from_user(buf, from, u)
+ !as->usbm && copy_from_user(buf, from, u)
...>
}

@@
identifier as;
@@
proc_do_submiturb(...)
{
<...
- as->urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
+ if (!as->urb->num_sgs)
+ 	as->urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
...>
}

@@
identifier as, i;
@@
free_async(struct async *as)
{
<...
- if (sg_page(&as->urb->sg[i]))
+ if (!as->usbm && sg_page(&as->urb->sg[i]))
  	kfree(sg_virt(&as->urb->sg[i]));
...>
}
