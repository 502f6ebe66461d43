extension Catalogue {
  /// Clauses of the family ACC: accounting.
  static let acc: [Clause] = [
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
  ]
}
