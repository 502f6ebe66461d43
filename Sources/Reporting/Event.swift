/// An event of a run, from which the reducer makes verdicts.
///
/// Most come from the lines that the tests send (`EventDecoder`). The supervisor, which alone outlives a kernel that dies,
/// adds `skipped` for what no rig carries, `lost` and `finished`.
package enum Event: Sendable, Equatable {
  /// The end of a test as Swift Testing reports it.
  package enum End: Sendable, Equatable {
    case passed
    case failed
    case passedWithKnownIssue
    /// It was cancelled or skipped.
    case skipped(reason: String)
  }

  /// A process of the tests began to run them. Nothing of an earlier process runs any more.
  case processStarted
  /// The rig's description of itself, for the header of the reports.
  case rig(String)
  /// A clause's test began. Seconds on the clock of the machine under test.
  case started(clause: String, at: Double)
  /// A case of a parameterised test began.
  case caseStarted(clause: String)
  /// An expectation failed or an error was thrown. Without a clause it came from a thread that the test made itself, and
  /// `at` is when, in seconds on the clock of the machine under test.
  case issue(clause: String?, Issue, at: Double? = nil)
  /// A statement beside the verdict. Without a clause it came from a thread that the test made itself.
  case note(clause: String?, Note)
  /// The clause does not run, or ended early, because something is missing, as the tests or the supervisor say.
  case skipped(clause: String, reason: String)
  /// The clause ran and could not decide, as the tests say.
  case inconclusive(clause: String, reason: String)
  /// Swift Testing cancelled the test, which counts only if the tests themselves did not say why.
  case cancelled(clause: String, reason: String)
  /// Swift Testing cancelled a case of the test.
  case caseCancelled(clause: String, reason: String)
  /// A clause's test ended. Seconds on the clock of the machine under test.
  case ended(clause: String, at: Double, End = .passed)
  /// The machine under test is gone; the clause that had begun and not ended killed it.
  case lost(GuestFailure, reason: String)
  /// No more events will come.
  case finished
}
