extension Catalogue {
  /// Clauses of the family FLT: failures within the kernel.
  static let flt: [Clause] = [
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
  ]
}
