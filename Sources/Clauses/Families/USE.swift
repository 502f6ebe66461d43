extension Catalogue {
  /// Clauses of the family USE: who else touches the memory.
  static let use: [Clause] = [
    Clause(
      "USE-1", .must, "every access of the processor's works",
      "The processor may access a region as any memory: loads and stores of 1 to 32 bytes at every alignment, memset, "
        + "memcpy to it and from it, read(2) into it and write(2) from it."),
    Clause(
      "USE-2", .record, "how fast the processor reads and writes a region",
      "How long the processor takes to read and write a region by the byte and by memcpy, and ordinary memory.",
      history: "On boards whose mapping is uncached, programs were 35 to 50 times slower."),
    Clause(
      "USE-3", .record, "what other users of memory do with a region",
      "What vmsplice, process_vm_readv, /proc/self/mem, fixed buffers of io_uring, MADV_DONTFORK and MADV_DONTNEED do "
        + "with a region. The kernel's log stays clean.",
      history:
        "MADV_DONTNEED is refused where a region is VM_PFNMAP (remap_pfn_range). Behind an IOMMU it is VM_MIXEDMAP "
        + "(vm_insert_page), and madvise_dontneed_free_valid_vma lets it pass: the pages are unmapped, and as usbfs has "
        + "no fault handler the next access is SIGBUS."),
  ]
}
