extension Catalogue {
  /// Clauses of the family FRG: fragmentation under memory pressure.
  static let frg: [Clause] = [
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
  ]
}
