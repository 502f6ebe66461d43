import Clauses

/// A clause's verdict with all that was seen on the way to it.
package struct ClauseResult: Sendable, Equatable {
  /// The clause.
  package var clause: Clause
  /// The verdict on what was seen, whatever a baseline makes of it. The reports give `verdict`.
  package var seen: Verdict
  /// The judgement of a baseline that makes another verdict of it; nil if none does.
  package var judgement: Baseline.Judgement?
  /// The test's statements beside its verdict.
  package var notes: [Note]
  /// The failed expectations, expected failures among them. The reports give `reportedIssues`.
  package var issues: [Issue]
  /// Seconds on the clock of the machine under test; nil if the clause never ran.
  package var duration: Double?
  /// The end of the second run of the clause that its capture is of; nil if the capture is of the run that is judged.
  package var secondRunEnd: String?

  /// A result that no baseline has judged.
  package init(
    clause: Clause, verdict: Verdict, notes: [Note] = [], issues: [Issue] = [], duration: Double? = nil
  ) {
    self.clause = clause
    seen = verdict
    self.notes = notes
    self.issues = issues
    self.duration = duration
  }
}
