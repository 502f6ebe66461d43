import Clauses

/// A clause's verdict with all that was seen on the way to it.
public struct ClauseResult: Sendable, Equatable {
  /// Which clause.
  public var clause: Clause
  /// What is said about it.
  public var verdict: Verdict
  /// What was seen, where a baseline made another verdict of it.
  public var seen: Verdict?
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

  /// The result without what a baseline made of it.
  public var unjudged: ClauseResult {
    guard let seen else { return self }
    var result = self
    result.verdict = seen
    result.seen = nil
    // Where it made a failure of what was none, it said why.
    if verdict == .fail { result.issues.removeLast() }
    return result
  }
}
