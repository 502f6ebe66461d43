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
    Clause(
      "ACC-6", .must, "no kind of transfer leaves a drift",
      "As ACC-2 for bulk OUT, control, interrupt and isochronous transfers, for URBs that are discarded, and for "
        + "submissions that are refused: the quota and the kernel's memory are as before."
    ),
    Clause(
      "ACC-7", .since(KernelVersion(5, 4), fix: "the URB's bytes were counted twice"),
      "no kind of region URB counts its bytes again",
      "As ACC-3 for bulk OUT, control, interrupt and isochronous URBs: where the quota has room for an URB and not for "
        + "its bytes, an ordinary URB is ENOMEM and a region's is accepted."),
    Clause(
      "ACC-8", .must, "limits of 4 GiB and more hold",
      "A limit of 4096 MiB or more is that, and not what 32 bits make of it: under 4097 MiB a region of 4 MiB and an "
        + "ordinary URB of 2 MiB fit."),
    Clause(
      "ACC-9", .must, "processes that came and went leave nothing",
      "Processes that open the node, map a region, submit URBs and end, some with an URB that they did not reap, leave "
        + "nothing in the kernel: no descriptor, credentials, process id or device, also if the device goes meanwhile."
    ),
  ]
}
