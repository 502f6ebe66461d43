import Clauses

/// The summary of a run: counts, conclusion and exit status.
package struct Summary: Sendable, Equatable {
  /// The number of clauses that have a result.
  package var clauses = 0
  /// The number of clauses that passed, but for RECORD clauses.
  package var passed = 0
  /// The number of RECORD clauses that saw something, whatever it was.
  package var recorded = 0
  /// The number of clauses that failed.
  package var failed = 0
  /// The number of clauses that hung their guest.
  package var hung = 0
  /// The number of clauses that killed their guest.
  package var crashed = 0
  /// The number of clauses that passed and were expected to fail.
  package var unexpectedPasses = 0
  /// The number of clauses that were inconclusive.
  package var inconclusive = 0
  /// The number of clauses that failed as expected.
  package var expectedFailures = 0
  /// The number of clauses that were skipped.
  package var skipped = 0
  /// The duration of the run in seconds.
  package var seconds: Double
  /// The results that make the run fail.
  package var red: [ClauseResult] = []
  /// The results that a baseline accepts and that would make the run fail without it, as they are without it.
  private var accepted: [ClauseResult] = []

  /// The summary of these results.
  /// - Parameter seconds: The duration of the run; nil takes the sum of the clauses' durations.
  package init(_ results: [ClauseResult], seconds: Double? = nil) {
    self.seconds = seconds ?? results.reduce(0) { $0 + ($1.duration ?? 0) }
    clauses = results.count
    red = results.filter(\.isRed)
    accepted = results.filter { !$0.isRed }.map(\.unjudged).filter(\.isRed)
    for result in results {
      if result.isRecorded {
        recorded += 1
        continue
      }
      switch result.verdict {
      case .pass: passed += 1
      case .fail: failed += 1
      case .skip: skipped += 1
      case .expectedFailure: expectedFailures += 1
      case .unexpectedPass: unexpectedPasses += 1
      case .hung: hung += 1
      case .crashed: crashed += 1
      case .inconclusive: inconclusive += 1
      }
    }
  }

  /// Whether every clause was skipped, so that nothing is known.
  package var everythingSkipped: Bool { clauses > 0 && skipped == clauses }

  /// The exit status, as kselftest has it: 0 if the kernel conforms, 1 if not or if that could not be shown, 4 if every clause
  /// was skipped.
  package var exitCode: Int32 {
    if everythingSkipped { return 4 }
    return red.isEmpty && clauses > 0 ? 0 : 1
  }

  /// Whether a promise was seen broken. Other red results only could not show that it was kept.
  var hasMiss: Bool { red.contains { $0.verdict.severity >= Verdict.fail.severity } }

  /// The last two lines of the table: the counts and the conclusion.
  package var closingLines: [String] { [counts, "\(conclusion.rawValue): \(reason())"] }

  /// The counts in one line, with the time that the run took.
  var counts: String {
    var parts = ["\(passed) ok", "\(failed) failed"]
    func add(_ count: Int, _ one: String, _ many: String) {
      if count > 0 { parts.append("\(count) \(count == 1 ? one : many)") }
    }
    add(hung, "hung", "hung")
    add(crashed, "crashed", "crashed")
    add(unexpectedPasses, "unexpected pass", "unexpected passes")
    add(inconclusive, "inconclusive", "inconclusive")
    add(expectedFailures, "expected failure", "expected failures")
    add(recorded, "recorded", "recorded")
    add(skipped, "skipped", "skipped")
    let noun = clauses == 1 ? "clause" : "clauses"
    return "\(clauses) \(noun): \(parts.joined(separator: ", ")), in \(seconds.tenths) s"
  }

  /// The conclusion; never `noVerdict`.
  package var conclusion: Conclusion {
    if clauses == 0 || everythingSkipped { return .nothingTested }
    if red.isEmpty { return accepted.isEmpty ? .conforms : .acceptedByBaseline }
    return hasMiss ? .doesNotConform : .notShownToConform
  }

  /// The reason of the conclusion: the results behind it, at most eight of them, the worst if there are more.
  /// - Parameter name: The text that stands for a clause.
  func reason(naming name: (Clause) -> String = \.id) -> String {
    switch conclusion {
    case .nothingTested: clauses == 0 ? "no clause has a result" : "every clause was skipped"
    case .conforms: "no MUST was missed"
    case .acceptedByBaseline: Self.list(accepted, naming: name)
    case .doesNotConform, .notShownToConform, .noVerdict: Self.list(red, naming: name)
    }
  }

  /// The worst come first where the list is cut, so that what is left out matters least.
  private static func list(_ results: [ClauseResult], naming name: (Clause) -> String) -> String {
    let longest = 8
    let sorted = results.enumerated().sorted {
      ($1.element.verdict.severity, $0.offset) < ($0.element.verdict.severity, $1.offset)
    }
    let shown = results.count <= longest ? results : sorted.prefix(longest).map(\.element)
    let named = shown.map { result in
      let clause = name(result.clause)
      return switch result.verdict {
      case .hung: "\(clause) hung"
      case .crashed: "\(clause) crashed"
      case .unexpectedPass: "\(clause) passed unexpectedly"
      case .inconclusive: "\(clause) was inconclusive"
      default: "\(clause) failed"
      }
    }
    let rest = results.count > longest ? " and \(results.count - longest) more" : ""
    return named.joined(separator: ", ") + rest
  }
}

extension Double {
  /// The number with one decimal, whatever the locale: `4.1`.
  var tenths: String {
    guard isFinite, magnitude < 1e12 else { return "\(self)" }
    let tenths = Int((self * 10).rounded())
    return "\(tenths / 10).\(abs(tenths) % 10)"
  }
}
