/// What the reports are made from, one thing that happened at a time.
///
/// Most events come from the event stream of Swift Testing (`EventDecoder`); the supervisor, which alone outlives a
/// kernel that dies, adds `run`, `skipped` for what no rig carries, `lost` and `finished`.
package enum Event: Sendable, Equatable {
  /// Which kernel and rig; comes before any result.
  case run(RunInfo)
  /// What the rig says of itself: belongs into the report's header, not to a clause.
  case rig(String)
  /// A clause's test began. Seconds on the clock of the machine under test.
  case started(clause: String, at: Double)
  /// An expectation failed or an error was thrown. `known` is the reason why that was expected, or nil.
  case issue(clause: String, Issue)
  /// The test states something worth printing beside its verdict.
  case note(clause: String, String)
  /// The test did not run, or ended itself, because something is missing.
  case skipped(clause: String, reason: String)
  /// The test ran and cannot tell.
  case inconclusive(clause: String, reason: String)
  /// A clause's test ended. Seconds on the same clock.
  case ended(clause: String, at: Double)
  /// The machine under test is gone; the clause that had begun and not ended killed it.
  case lost(GuestFailure, reason: String)
  /// No more events will come.
  case finished
}
