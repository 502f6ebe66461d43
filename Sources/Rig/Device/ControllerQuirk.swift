/// A way in which a host controller, its driver, or QEMU's model of it differs from what a clause would expect.
package enum ControllerQuirk: Sendable, Hashable, CaseIterable {
  /// An IN that ends short loses its length, if a block of 4096 bytes that is not its last ends short, or if a short
  /// end is not allowed.
  case forgetsShortLengths
  /// A frame may repeat the transfer that was in flight before.
  case repeatsTransfers
  /// Transfers that run at the same time spoil, stop or delay each other.
  case mixesConcurrentTransfers
  /// A suspended port is not resumed.
  case neverResumesPorts
  /// An isochronous packet of length 0 is not sent, and its frame passes.
  case dropsEmptyPackets
  /// A port is not suspended.
  case neverSuspendsPorts
  /// A transfer of megabytes takes longer than anybody waits.
  case crawlsThroughLargeTransfers
  /// Data reaches memory only when the whole transfer is complete.
  case deliversOnlyWholeTransfers
  /// An isochronous URB's `error_count` stays 0 whatever becomes of its packets.
  case countsNoErrors
}
