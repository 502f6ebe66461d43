import Clauses

extension ClauseResult {
  /// The verdict that the reports give: a baseline's, or that on what was seen.
  package var verdict: Verdict { judgement?.verdict(on: seen) ?? seen }

  /// The issues that the reports give. The last is the baseline's, if it makes a failure of what was seen.
  package var reportedIssues: [Issue] { issues + (judgement?.issue(on: seen).map { [$0] } ?? []) }

  /// The result without a baseline's judgement.
  package var unjudged: ClauseResult {
    var result = self
    result.judgement = nil
    return result
  }

  /// Whether the result makes the run fail.
  ///
  /// A clause that hung or killed the kernel always does, and a RECORD clause otherwise never. An inconclusive clause is not
  /// a pass, so it does, too, if it is a promise (MUST, SINCE).
  package var isRed: Bool {
    switch verdict {
    case .hung, .crashed: true
    case .fail, .unexpectedPass: clause.grade != .record
    case .inconclusive: clause.grade.isPromise
    case .pass, .skip, .expectedFailure: false
    }
  }

  /// Whether the clause only records what it sees, and saw something.
  package var isRecorded: Bool {
    guard clause.grade == .record else { return false }
    switch verdict {
    case .pass, .fail, .expectedFailure, .unexpectedPass: return true
    case .skip, .hung, .crashed, .inconclusive: return false
    }
  }

  /// The notes as printed; for a RECORD clause that saw something else than its text says, that is one of them.
  var remarks: [String] {
    notes.map(\.description) + (isRecorded ? reportedIssues.map { "not as described: \($0.message)" } : [])
  }
}
