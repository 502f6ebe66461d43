import Clauses

/// A clause's verdict with all that was seen on the way to it.
public struct ClauseResult: Sendable, Equatable {
  /// Which clause.
  public var clause: Clause
  /// What is said about it.
  public var verdict: Verdict
  /// What the test stated beside its verdict.
  public var notes: [String]
  /// What failed, expected or not.
  public var issues: [Issue]
  /// Seconds on the clock of the machine under test; nil if the clause never ran.
  public var duration: Double?

  /// A result from its parts.
  public init(
    clause: Clause, verdict: Verdict, notes: [String] = [], issues: [Issue] = [], duration: Double? = nil
  ) {
    self.clause = clause
    self.verdict = verdict
    self.notes = notes
    self.issues = issues
    self.duration = duration
  }
}
