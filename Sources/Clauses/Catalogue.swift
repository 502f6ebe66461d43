/// Every clause there is, in the order of the reports.
///
/// No specification of usbfs zerocopy exists upstream: this list is it. Its source is the patch as merged in
/// Linux 4.6 (f7d34b445abc) and the fixes since.
package enum Catalogue {
  /// All clauses, family by family.
  package static let clauses: [Clause] = [
    Clause(
      "CAP-1", .must, "capability bit 0x20 is reported",
      "GET_CAPABILITIES reports bit 0x20 (USBDEVFS_CAP_MMAP)."),
    Clause(
      "CAP-2", .must, "the capability bit tells the truth",
      "Bit 0x20 is set if and only if mmap() on the node works."),
    Clause(
      "CAP-3", .must, "the older capability bits are still reported",
      "The bits that were there before the patch (0x01, 0x04, 0x10) are still reported."),

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
      "BND-1", .must, "a buffer may end on the region's last byte",
      "A buffer that ends on the region's last byte is accepted."),
    Clause(
      "BND-2", .must, "one byte more is EINVAL",
      "One byte more than the region holds is EINVAL: for bulk IN, bulk OUT, interrupt, the data stage of a control "
        + "transfer, and isochronous."),
    Clause(
      "BND-3", .must, "a refused buffer leaves no trace",
      "That EINVAL leaves no trace: nothing queued, nothing to reap, region usable, quota unchanged, 10,000 times "
        + "in a row."),
    Clause(
      "BND-4", .must, "a buffer that starts before the region is ordinary memory",
      "A buffer that starts before the region and ends inside it is ordinary memory: it works, through a copy."
    ),
    Clause(
      "BND-5", .must, "a buffer at the region's end is not in the region",
      "A buffer that starts at the region's end is not in the region."),
    Clause(
      "BND-6", .must, "data lands exactly where the buffer is",
      "Any offset and length inside works: data lands exactly there and no neighbouring byte changes (offsets 0-7, "
        + "across page edges, last byte)."),
    Clause(
      "BND-7", .must, "a buffer across two adjacent regions is EINVAL",
      "Two regions that happen to be adjacent are not one: a buffer across both is EINVAL."),
    Clause(
      "BND-8", .must, "absurd lengths are EINVAL",
      "Absurd lengths (INT_MAX, negative, the usbfs maximum) are EINVAL, never an overflow."),
    Clause(
      "BND-9", .must, "the data stage of a control transfer is what is contained",
      "For control transfers the data stage (buffer + 8) is what is contained; setup packet and data in one region "
        + "works."),
    Clause(
      "BND-10", .must, "zero-length transfers work wherever the pointer is",
      "Zero-length transfers work with a pointer inside, at the end of, and outside a region."),

    Clause(
      "ZCP-1", .must, "IN data is in the region before it is reaped",
      "IN data is in the region when the transfer completes, before it is reaped. For ordinary memory nothing "
        + "appears before the reap."),
    Clause(
      "ZCP-2", .must, "OUT data is read when the device takes it",
      "OUT data is read from the region when the device takes it: overwritten after submission, the device sees the "
        + "new bytes. From ordinary memory it sees the old ones."),
    Clause(
      "ZCP-3", .must, "a short IN leaves the rest untouched",
      "A short IN leaves the rest of the buffer untouched."),
    Clause(
      "ZCP-4", .must, "no transfer changes a byte outside what it moved",
      "A failed or discarded transfer changes nothing beyond its actual_length; no transfer ever changes a byte "
        + "outside its buffer."),
    Clause(
      "ZCP-5", .must, "every kind of transfer works, both directions",
      "Control, bulk, interrupt and isochronous transfers work with a region, in both directions."),
    Clause(
      "ZCP-6", .must, "URBs in flight on parts of one region do not disturb each other",
      "Many URBs in flight on disjoint parts of one region do not disturb each other."),
    Clause(
      "ZCP-7", .must, "region and ordinary URBs may be mixed",
      "Region and ordinary URBs may be mixed on one endpoint; order is kept."),
    Clause(
      "ZCP-8", .must, "large transfers work as one piece",
      "Large region transfers (above 16 KiB, where ordinary ones are scattered) work as one piece."),
    Clause(
      "ZCP-9", .record, "what the synchronous ioctls do with region pointers",
      "The synchronous ioctls accept region pointers and copy."),
    Clause(
      "ZCP-10", .must, "URB flags keep their meaning",
      "SHORT_NOT_OK, ZERO_PACKET, BULK_CONTINUATION and NO_INTERRUPT keep their meaning on region URBs."),
    Clause(
      "ZCP-11", .must, "the 32-bit entry treats regions the same",
      "The 32-bit entry (compat SUBMITURB and REAPURB) gives a 32-bit pointer into a region the same treatment."
    ),
    Clause(
      "ZCP-12", .record, "how fast regions and ordinary memory are",
      "Bulk IN of 64 KiB at a time, four in flight, into a region and into ordinary memory: what each moves in a "
        + "second, and the ratio of the two."),
    Clause(
      "ZCP-13", .must, "an URB that makes no sense is refused alike, region or not",
      "An URB of a type, to an endpoint or with a flag that does not exist, of a type that is not its endpoint's, or "
        + "to an interface that is not there is refused with the same error whatever its buffer; a flag that means "
        + "nothing for its direction is ignored; memory that cannot be read or written is EFAULT.",
      history: "7a68d9fb8510: before Linux 4.19 such a flag was handed on, and the core warned."),

    Clause(
      "ISO-1", .must, "gaps of ordinary buffers read as zeroes",
      "Ordinary IN buffer, short packets: the gaps hold zeroes, never kernel memory."),
    Clause(
      "ISO-2", .must, "gaps of a region keep what was there",
      "Region, short packets: the gaps keep what the program had there."),
    Clause(
      "ISO-3", .must, "gaps of a fresh region read as zeroes",
      "Fresh region, short packets: the gaps hold zeroes."),
    Clause(
      "ISO-4", .must, "each packet has its length, status and place",
      "Per-packet actual_length and status are right, data lies at each packet's offset; the URB's actual_length is the "
        + "sum, and its error_count what the controller's driver counts."
    ),
    Clause(
      "ISO-5", .must, "containment is the sum of the packet lengths",
      "Containment is the sum of the packet lengths, whatever buffer_length says."),
    Clause(
      "ISO-6", .must, "OUT delivers every packet", "OUT from a region delivers every packet's bytes."),
    Clause(
      "ISO-7", .must, "1 and 128 packets work, 0 and 129 are EINVAL",
      "1 and 128 packets work; 0 and 129 are EINVAL."),
    Clause(
      "ISO-8", .must, "a stream loses and mixes nothing",
      "A stream of region URBs kept queued for seconds loses and mixes nothing.", demand: .minutes),

    Clause(
      "UNM-1", .must, "munmap succeeds and the URB stays in flight",
      "munmap succeeds at once and the URB stays in flight; it completes and is reaped normally."),
    Clause(
      "UNM-2", .must, "memory returns only after the last URB is gone",
      "The memory is returned only after the last such URB is gone: the quota shows both moments."),
    Clause(
      "UNM-3", .must, "late data lands in nobody else's memory",
      "Data that arrives after the munmap lands in nobody else's memory: pages allocated and patterned in between "
        + "keep their pattern."),
    Clause(
      "UNM-4", .must, "discarding after munmap returns the memory",
      "Discarding after munmap works and returns the memory."),
    Clause(
      "UNM-5", .must, "several URBs, unmapped between completions",
      "Several URBs on one region, unmapping between completions, any order."),
    Clause(
      "UNM-6", .must, "a killed process returns everything",
      "The process is killed (SIGKILL) with URBs in flight: all is returned, the log is clean, the device is usable "
        + "by the next program."),
    Clause(
      "UNM-7", .must, "after a partial munmap the rest stays usable",
      "Partial munmap: the rest stays usable, the memory returns with the last part."),
    Clause(
      "UNM-8", .must, "munmap may race completion, reap and discard",
      "munmap racing completion, reap and discard from several threads: thousands of rounds, no splat, no drift.",
      demand: .processors),
    Clause(
      "UNM-9",
      .since(
        KernelVersion(7, 3),
        stable: [
          KernelVersion(7, 2, 3), KernelVersion(7, 1, 13), KernelVersion(6, 18, 49),
          KernelVersion(6, 12, 108),
          KernelVersion(6, 6, 156), KernelVersion(6, 1, 187), KernelVersion(5, 15, 220),
          KernelVersion(5, 10, 269),
        ],
        fix: "0dd68b5d01d0, CVE-2026-80824", crashes: true),
      "unplugged with a pending IN, munmap and close in every order",
      "Pending IN, device unplugged, munmap, close, in every order: no use after free.",
      history: "CVE-2026-80824, 0dd68b5d01d0. Hidden as long as anything else holds the device.",
      demand: .minutes),

    Clause(
      "LIF-1", .must, "after fork both processes see one memory",
      "After fork both processes see one memory; it is returned when both have let go."),
    Clause(
      "LIF-2", .must, "closing the descriptor does not take the region away",
      "Closing the descriptor does not take the region away; the claim is held until the last munmap (a claim from "
        + "elsewhere is EBUSY until then)."),
    Clause(
      "LIF-3", .must, "after disconnect the region still reads and writes",
      "After disconnect the region still reads and writes; submit is ENODEV; munmap is clean and gives the memory back.",
      demand: .minutes),
    Clause(
      "LIF-4", .since(KernelVersion(5, 3), fix: "c43f28dfdc46", crashes: true),
      "a submit that fails late drops its reference once",
      "A submit that fails after the region was found drops its reference exactly once. Triggers: a quota too small "
        + "for the URB itself; bulk continuation on a disabled endpoint (EREMOTEIO).",
      history:
        "The v2 posting of the patch drops it twice: memory leaks, and a later munmap in flight frees memory "
        + "under DMA. Fixed by c43f28dfdc46."),
    Clause(
      "LIF-5", .must, "the controller may be unbound while regions exist",
      "The controller is unbound while regions exist: pending URBs come back, regions stay memory, and munmap and close "
        + "may come in any order after it and give the memory back.",
      demand: .minutes),
    Clause(
      "LIF-6", .must, "suspend and resume with regions and pending URBs",
      "Suspend and resume of the port with regions and pending URBs."),
    Clause(
      "LIF-7", .must, "a reap that cannot be answered gives the region up",
      "Where what became of a region URB cannot be written to the program, the reap is EFAULT, the URB is gone, and the "
        + "region is no longer used by it."),
    Clause(
      "LIF-8",
      .defect("usbfs gives a region's DMA memory back at the last munmap, whatever became of the controller"),
      "regions leave no DMA memory to an unbound controller",
      "When a controller is unbound while regions exist, no DMA memory of its is left, and the log stays clean.",
      history:
        "By the last munmap the device's DMA may be set up otherwise or not at all: arch_teardown_dma_ops on 32-bit ARM."
    ),
    Clause(
      "LIF-9",
      .defect("the last munmap asks the driver (hcd_uses_dma), whose module nothing holds", crashes: true),
      "a region may outlive its controller's driver",
      "While regions exist a controller's driver cannot be removed, or the last munmap does without it.",
      history: "hcd_buffer_free_pages reads hcd->driver->flags, which are the module's memory."),

    Clause(
      "ACC-1", .must, "a region and its bookkeeping count against the quota",
      "A region counts against the quota, its bookkeeping too (limit 16 MiB: three regions of 4 MiB fit, not four)."
    ),
    Clause(
      "ACC-2", .must, "10,000 rounds leave no drift",
      "Release gives it all back: 10,000 rounds of map, transfer, unmap without drift."),
    Clause(
      "ACC-3", .since(KernelVersion(5, 4), fix: "the URB's bytes were counted twice"),
      "a region URB does not count its bytes again",
      "A region URB does not count its bytes again (limit 4 MiB, region 3 MiB, submit 1 MiB works)."),
    Clause("ACC-4", .must, "quota 0 is no limit", "Quota 0 is no limit."),
    Clause(
      "ACC-5", .must, "failing paths leave the quota as it was",
      "Every failing path (mmap, submit) leaves the quota as it was."),

    Clause(
      "FRG-1", .must, "region transfers succeed where ordinary ones cannot",
      "With free memory plentiful but no block of 64 KiB left, ordinary transfers that need one are ENOMEM and region "
        + "transfers of the same size succeed, 100 of 100."),
    Clause(
      "FRG-2", .must, "the same for isochronous",
      "With no block of 64 KiB left, isochronous region transfers succeed where ordinary ones are ENOMEM."),
    Clause(
      "FRG-3", .must, "no region transfer fails under churn",
      "Hours of churn in minutes: regions held, memory fragmented again and again, not one region transfer fails."
    ),
    Clause(
      "FRG-4", .must, "mmap under fragmentation is a clean ENOMEM",
      "mmap itself under fragmentation is a clean ENOMEM."),
    Clause(
      "FRG-5", .record, "whether an IOMMU gives regions from scattered pages",
      "With an IOMMU, whether a region can still be had from scattered pages."),

    Clause(
      "FLT-1", .must, "an mmap that fails half-way leaves nothing behind",
      "Each allocation that mmap makes fails in turn: the call is ENOMEM, or EAGAIN where page tables are wanted; quota, "
        + "memory and kernel log are as before, and the same call works right after."),
    Clause(
      "FLT-2", .must, "a submit that fails half-way leaves nothing behind",
      "Each allocation, and each copy from the program, that the submission of an URB makes, region or not, fails in "
        + "turn: the call is ENOMEM, EFAULT or EAGAIN, nothing is queued, quota and memory are as before, and the same "
        + "call works right after."),
    Clause(
      "FLT-3", .must, "a reap or munmap that fails loses no region",
      "Reaping a region URB needs nothing that could fail. A munmap that fails for want of memory leaves the whole "
        + "region usable and counted; the last munmap gives all of it back."),
    Clause(
      "FLT-4", .must, "a region without page tables is given back once",
      "Where page tables for the region cannot be had, mmap is EAGAIN or ENOMEM, and region and quota are given back "
        + "exactly once.",
      history: "79a61cc3fc04: before Linux 6.11, part of the mapping outlived the pages."),
    Clause(
      "FLT-5", .since(KernelVersion(6, 16), fix: "f8e97613fed2"),
      "a region without page tables is refused in silence",
      "Where page tables for the region cannot be had, the kernel log stays clean.",
      history: "79a61cc3fc04 zaps what was mapped, and x86's untrack_pfn warned that it finds nothing there."),

    Clause(
      "DMA-1", .must, "data lands at the region plus the offset",
      "The device's data lands at the region plus the offset, at every alignment, both directions."),
    Clause(
      "DMA-2", .must, "OUT of 1 to 8 bytes", "OUT of 1 to 8 bytes (xHCI's immediate data).",
      history: "13b82b746310"),
    Clause(
      "DMA-3", .must, "CPU and device see each other's writes",
      "The CPU sees what the device wrote and the device what the CPU wrote, without any cache call.",
      history: "2bef9aed6f0e, a0e710a7def4: wrong memory, or stale memory, was mapped on ARM for years."),
    Clause(
      "DMA-4", .must, "all of it behind an IOMMU",
      "The same behind an IOMMU, where the region may be scattered in physical memory."),

    Clause(
      "ALI-1", .defect("the kernel knows a region only by the address it was first mapped at"),
      "mremap leaves the old address behind",
      "After mremap moved the region, IN to other memory at the old address arrives in that memory."),
    Clause(
      "ALI-2", .defect("a region's extent never shrinks"), "IN to an unmapped half is refused",
      "After a partial munmap, IN to the unmapped half is refused."),
    Clause(
      "ALI-3", .defect("an unmapped region keeps its address while an URB is in flight"),
      "new memory at an unmapped region's address gets its data",
      "munmap in flight, then new memory at the same address: IN data for the new memory arrives in it."),
    Clause(
      "ALI-4", .defect("the kernel does not ask whose address it is"),
      "another process's memory at a region's address gets its data",
      "A forked child that has its own memory at the region's address gets its data into that memory."),
    Clause(
      "ALI-5", .record, "what MAP_PRIVATE does",
      "MAP_PRIVATE is accepted; IN is visible before the first write to the page, invisible after."),
    Clause(
      "ALI-6", .record, "what the protection of a region means",
      "Protection is ignored: IN into a PROT_READ or PROT_NONE region writes it."),
    Clause(
      "ALI-7", .defect("the size of a region is kept in 32 bits"), "a region above 4 GiB is whole",
      "A region above 4 GiB (IOMMU, quota 0) is given back whole, without a warning. Disposable machines only."
    ),
  ]

  private static let byID = Dictionary(uniqueKeysWithValues: clauses.map { ($0.id, $0) })

  /// The clause with this id, such as `UNM-3`; nil if there is none.
  package static func clause(_ id: String) -> Clause? { byID[id] }

  /// The clause whose test has this display name: what stands before the first colon.
  package static func clause(testName: String) -> Clause? {
    clause(String(testName.prefix(while: { $0 != ":" })))
  }

  /// The clauses that a filter names: an id (`BND-1`), the beginning of ids (`BND`, `BND-`), or a regular
  /// expression that matches somewhere in `id: title`. An exact id wins over a prefix, so `BND-1` is not BND-10.
  /// Throws what the regular expression engine throws if the filter is none of the three.
  package static func clauses(matching filter: String) throws -> [Clause] {
    if let exact = clause(filter.uppercased()) { return [exact] }
    let prefix = clauses.filter { $0.id.hasPrefix(filter.uppercased()) }
    if !filter.isEmpty, !prefix.isEmpty { return prefix }
    let pattern = try Regex(filter).ignoresCase()
    return clauses.filter { $0.testName.firstMatch(of: pattern) != nil }
  }
}
