extension Catalogue {
  /// Clauses of the family UNM: munmap while URBs are in flight.
  static let unm: [Clause] = [
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
      "UNM-10", .must, "munmap with other transfers than bulk in flight",
      "UNM-1 to UNM-4 hold for control, interrupt and isochronous URBs: munmap succeeds, the URB completes or is "
        + "discarded, its data lands in nobody else's memory, and the memory returns with it."),
    Clause(
      "UNM-11", .must, "a deep queue is cancelled while data flows",
      "A deep queue of region URBs is cancelled while data flows, from the front, the back and the middle, some submitted "
        + "again as they are reaped. After the last reap nothing changes in the region, nor, once it is unmapped, in the "
        + "pages that were its own."),
  ]
}
