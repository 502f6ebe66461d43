extension Catalogue {
  /// Clauses of the family CAP: the capability bit.
  static let cap: [Clause] = [
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
      "CAP-4", .since(KernelVersion(5, 4), fix: "7794f486ed0b is the last of these"),
      "the later capability bits tell the truth",
      "The bits of later calls (0x40 DROP_PRIVILEGES, 0x80 CONNINFO_EX, 0x100 FORBID_SUSPEND, the last where the kernel "
        + "manages power) are reported, and these calls work."),
    Clause(
      "CAP-5", .must, "a root hub has the same capabilities",
      "The node of a root hub reports what its devices' nodes report, and regions can be had from it."),
  ]
}
