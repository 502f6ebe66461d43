extension Catalogue {
  /// Clauses of the family MAP: allocation.
  static let map: [Clause] = [
    Clause(
      "MAP-1", .must, "regions from 1 byte to 4 MiB can be had",
      "Regions of 1 B, 4 KiB, 8 KiB, 12 KiB, 64 KiB, 1 MiB and 4 MiB can be had while memory is plentiful.",
      history: "Without an IOMMU 4 MiB is the largest contiguous block on x86."),
    Clause(
      "MAP-2", .must, "a fresh region is all zeroes",
      "A fresh region reads as zeroes, every byte, also when the memory was dirtied by an earlier region, by a "
        + "transfer, or by an ordinary kernel buffer just before."),
    Clause("MAP-3", .must, "length 0 is EINVAL", "A mapping of length 0 is EINVAL."),
    Clause(
      "MAP-4", .must, "a region is whole pages",
      "A region is whole pages: a 1-byte mapping takes a 4096-byte transfer, and not one of 4097."),
    Clause(
      "MAP-5", .must, "too large a request is a clean ENOMEM",
      "A request past the quota, or past what can be contiguous, is ENOMEM, changes nothing, and the kernel log "
        + "stays clean. (No warning on absurd sizes since 5.13.)"),
    Clause("MAP-6", .must, "two regions never share a byte", "Two regions never share a byte."),
    Clause("MAP-7", .must, "regions may be released in any order", "Regions may be released in any order."),
    Clause(
      "MAP-8", .must, "the mapping is I/O, not expandable, not dumped",
      "The mapping has the VmFlags io, de and dd; growing it with mremap fails."),
    Clause(
      "MAP-9", .since(KernelVersion(6, 13), fix: "3ea36dc8ddd7"), "mmap on a read-only descriptor is EPERM",
      "On a read-only descriptor mmap with PROT_READ is EPERM.",
      history: "Before 3ea36dc8ddd7 it succeeded. PROT_WRITE is refused before usbfs is asked (EACCES)."),
    Clause(
      "MAP-10", .must, "mapping needs no claimed interface", "Claiming an interface is not needed to map."),
    Clause(
      "MAP-11", .record, "what a non-zero offset does",
      "A non-zero offset is ignored on PIO controllers and EAGAIN on DMA ones."),
    Clause(
      "MAP-12", .record, "what mapping after disconnect does",
      "Mapping after the device is gone succeeds today."),
    Clause(
      "MAP-13",
      .since(
        KernelVersion(6, 4),
        stable: [
          KernelVersion(6, 3, 8), KernelVersion(6, 1, 34), KernelVersion(5, 15, 117),
          KernelVersion(5, 10, 184),
        ],
        fix: "0143d148d1e8, d0b861653f8c"),
      "small regions are whole pages, never slab memory",
      "Small regions on PIO controllers are whole, page-aligned pages, never slab memory.",
      history: "0143d148d1e8, d0b861653f8c"),
    Clause(
      "MAP-14",
      .defect("iommu_dma_alloc asks kvcalloc for its list of pages without __GFP_NOWARN"),
      "an absurd size behind an IOMMU is a clean ENOMEM",
      "With quota 0 and an IOMMU, a request for 1 TiB is ENOMEM and the kernel log stays clean.",
      history:
        "MAP-5's promise, missed by drivers/iommu/dma-iommu.c: kvmalloc warns of sizes above INT_MAX since 7661809d493b (5.15)."
    ),
    Clause(
      "MAP-15", .must, "a size past 4 GiB that is no multiple of it is ENOMEM",
      "With quota 0, a request for 4 GiB and a page, or for 1 TiB and a page, is ENOMEM and changes nothing. (In 32 "
        + "bits it would be a page.)"),
    Clause(
      "MAP-16", .must, "MAP_FIXED over a region gives it up once",
      "Ordinary memory or another region is mapped over a region with MAP_FIXED, over all of it or a part, idle or with "
        + "an URB in flight: the old region goes exactly once, what is left of it stays as it was, and late data does "
        + "not reach what replaced it. If the mapping is refused, the old region is whole or gone. A later munmap is "
        + "clean."),
    Clause(
      "MAP-17", .must, "a mapping refused after it was granted leaves nothing",
      "A thousand mappings that are refused after usbfs granted them, for an offset (DMA controllers) or for being "
        + "executable in a process that may have no such mapping (PR_SET_MDWE, Linux 6.3), are a clean errno and leave "
        + "quota and memory as before.",
      history: "Since 5de195060b2e (Linux 6.12) PR_SET_MDWE has its say before usbfs is asked."),
    Clause(
      "MAP-18", .must, "a mapping with an offset that is accepted is a fresh region",
      "A mapping with an offset that is not refused is a fresh region like any other: all zeroes, its whole size, zero "
        + "copy, and nobody else's memory."),
    Clause(
      "MAP-19", .must, "regions do not depend on who asks and in what state",
      "Regions can be had by a process that was handed the descriptor, by another user, under mlockall(MCL_FUTURE), after "
        + "USBDEVFS_DROP_PRIVILEGES, and on a root hub."),
  ]
}
