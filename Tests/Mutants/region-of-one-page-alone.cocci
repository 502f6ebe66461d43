// Each page of a region that a controller without DMA has is mapped to the region's first.
//
// Clauses: USE-1
// Suffers: who uses more than a page of a region: what it writes to one page it finds in all.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
identifier file, vma;
@@
+static int map_first_page(struct vm_area_struct *vma, void *mem, unsigned long size)
+{
+	unsigned long offset;
+	int error = 0;
+
+	for (offset = 0; offset < size && !error; offset += PAGE_SIZE)
+		error = remap_pfn_range(vma, vma->vm_start + offset, virt_to_phys(mem) >> PAGE_SHIFT, PAGE_SIZE,
+					vma->vm_page_prot);
+	return error;
+}
+
 static int usbdev_mmap(struct file *file, struct vm_area_struct *vma)
 { ... }

@@
expression vma, usbm, size;
@@
 usbdev_mmap(...)
 {
 <...
- remap_pfn_range(vma, vma->vm_start, virt_to_phys(usbm->mem) >> PAGE_SHIFT, size, vma->vm_page_prot)
+ map_first_page(vma, usbm->mem, size)
 ...>
 }
