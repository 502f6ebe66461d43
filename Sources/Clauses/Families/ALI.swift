extension Catalogue {
  /// Clauses of the family ALI: addresses that mean something else now.
  static let ali: [Clause] = [
    Clause(
      "ALI-1", .defect("the kernel knows a region only by the address it was first mapped at"),
      "mremap leaves the old address behind",
      "After mremap moved the region, IN to other memory at the old address arrives in that memory; or mremap is "
        + "refused, and the region stays as it was."),
    Clause(
      "ALI-2", .defect("a region's extent never shrinks"), "IN to an unmapped half is refused",
      "After a partial munmap, IN to the unmapped half is refused; or the munmap is, and the region stays as it was."
    ),
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
}
