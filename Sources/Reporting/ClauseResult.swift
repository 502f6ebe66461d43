import Clauses

/// A clause's verdict with all that was seen on the way to it.
package struct ClauseResult: Sendable, Equatable {
  /// Which clause.
  package var clause: Clause
  /// What is said about it.
  package var verdict: Verdict
  /// What was seen, where a baseline made another verdict of it.
  package var seen: Verdict?
  /// The test's statements beside its verdict.
  package var notes: [Note]
  /// What failed, expected or not.
  package var issues: [Issue]
  /// Seconds on the clock of the machine under test; nil if the clause never ran.
  package var duration: Double?

  /// A result from its parts.
  package init(
    clause: Clause, verdict: Verdict, notes: [Note] = [], issues: [Issue] = [], duration: Double? = nil
  ) {
    self.clause = clause
    self.verdict = verdict
    self.notes = notes
    self.issues = issues
    self.duration = duration
  }

  /// The result without what a baseline made of it.
  package var unjudged: ClauseResult {
    guard let seen else { return self }
    var result = self
    result.verdict = seen
    result.seen = nil
    // Where it made a failure of what was none, it said why.
    if verdict == .fail { result.issues.removeLast() }
    return result
  }
}
