/// A clause that has begun, or of which something was heard, and that has no result yet.
struct OpenClause {
  /// Seconds on the clock of the machine under test; nil if its start was not heard.
  var startedAt: Double?
  /// The failed expectations so far.
  var issues: [Issue] = []
  /// The statements so far.
  var notes: [Note] = []
  /// The reasons of the tests' own records, which count more than what Swift Testing says of the same.
  var skips: [String] = []
  var inconclusives: [String] = []
  /// The reason with which Swift Testing cancelled the whole test.
  var cancellation: String?
  /// The cases of a parameterised test that began; Swift Testing tells none of a test without arguments.
  var cases = 0
  /// The reasons with which Swift Testing cancelled cases, one for each.
  var cancelledCases: [String] = []

  /// Whether an unexpected failure was heard.
  var hasFailure: Bool { issues.contains(where: \.isFailure) }

  /// Takes a case that Swift Testing cancelled. A test without arguments is one case; of it both are
  /// cancelled, the test first.
  mutating func cancelCase(_ reason: String) {
    if cancellation != nil { return }
    if cases == 0 {
      cancellation = reason
    } else {
      cancelledCases.append(reason)
    }
  }

  /// Adds what the test's end says and the lines before it did not, because they were lost on the way.
  mutating func add(_ end: Event.End) {
    switch end {
    case .failed where !issues.contains { $0.known == nil || $0.isUnexpectedPass }:
      issues.append(.lost)
    case .passedWithKnownIssue where !issues.contains { $0.known != nil && !$0.isUnexpectedPass }:
      issues.append(
        Issue(message: "A known issue; what it was got lost on the way.", known: "a known issue"))
    case .skipped(let reason)
    where cancellation == nil && cancelledCases.isEmpty && skips.isEmpty && inconclusives.isEmpty:
      cancellation = reason
    case .passed, .failed, .passedWithKnownIssue, .skipped:
      break
    }
  }

  /// The verdict if nothing failed: the test's own word that it ended early; nil if it gave none.
  ///
  /// The cases of a parameterised test are one clause. One case that could not decide makes all of it inconclusive, and
  /// it is skipped if every case was; `skippedCases` tells of fewer.
  var early: Verdict? {
    if !inconclusives.isEmpty { return .inconclusive(inconclusives.uniqued.joined(separator: "; ")) }
    return isSkipped ? .skip(skipReason) : nil
  }

  /// The note that some cases of many were skipped; nil if none was, or all.
  var skippedCases: Note? {
    guard inconclusives.isEmpty, skipCount > 0, !isSkipped else { return nil }
    return Note(.remark, "\(skipCount) of \(cases) cases skipped: \(skipReason)")
  }

  private var skipCount: Int { max(skips.count, cancelledCases.count) }

  private var isSkipped: Bool { cancellation != nil || skipCount > 0 && skipCount >= cases }

  private var skipReason: String {
    let reasons = skips.isEmpty ? cancellation.map { [$0] } ?? cancelledCases : skips
    return reasons.uniqued.joined(separator: "; ")
  }
}

extension Issue {
  /// A failure of which only the test's end was heard.
  static let lost = Issue(message: "The test failed; what failed was lost on the way.")

  /// Whether something failed that was not expected to.
  var isFailure: Bool { known == nil && !isUnexpectedPass }
}

extension [String] {
  /// The strings without those that came before, in their order.
  var uniqued: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
