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
  ]
}
