import Clauses

/// Writes runs as workflow commands of GitHub Actions.
///
/// Each run is a group of the log with every verdict; the annotations follow. Errors are red clauses, one for a clause however
/// many runs saw it, and runs without a verdict; warnings are clauses that went otherwise than expected and are not red; a
/// notice closes each run.
///
/// GitHub shows ten annotations of a level in a step: the worst come first, and what is left is summed up in the
/// tenth. Annotations name no file, for the tests are in another repository than the workflow.
package enum GitHubWriter {
  private static let limit = 10

  /// The lines for the log of the workflow.
  package static func document(_ runs: [RecordedRun]) -> String {
    let lines =
      runs.flatMap(group)
      + annotations("error", runs.compactMap(noVerdict) + clauses(runs) { $0.isRed })
      + annotations("warning", clauses(runs) { $0.isSurprise })
      + annotations(
        "notice",
        runs.compactMap { closing($0, conforms: false) } + runs.compactMap { closing($0, conforms: true) })
    return lines.map { $0 + "\n" }.joined()
  }

  private struct Annotation {
    /// The name in the annotation that sums several up.
    var name: String
    var title: String
    var message: String
  }

  private static func group(_ run: RecordedRun) -> [String] {
    let record = run.record
    let width = record.results.map(\.clause.id.count).max() ?? 0
    let rows = record.results.map { "\($0.clause.id.padded(to: width))  \($0.wordAndReason)" }
    return [command("group", record.run.headline)] + (rows + end(record.outcome)).map(inert)
      + [command("endgroup", "")]
  }

  private static func end(_ outcome: RigOutcome) -> [String] {
    switch outcome {
    case .verdict(let summary): summary.closingLines
    case .noVerdict(let reason): ["no verdict: \(reason.onOneLine)"]
    }
  }

  private static func noVerdict(_ run: RecordedRun) -> Annotation? {
    guard case .noVerdict(let reason) = run.record.outcome else { return nil }
    let name = run.record.run.label
    return Annotation(name: name, title: "usbfs zerocopy: no verdict (\(name))", message: reason)
  }

  private static func closing(_ run: RecordedRun, conforms: Bool) -> Annotation? {
    guard case .verdict(let summary) = run.record.outcome, (summary.exitCode == 0) == conforms else {
      return nil
    }
    let name = run.record.run.label
    return Annotation(
      name: name, title: "usbfs zerocopy (\(name))",
      message: summary.closingLines.joined(separator: "\n"))
  }

  /// The annotations of the clauses that have such a result, each with the words of all runs that have one; the worst
  /// first.
  private static func clauses(_ runs: [RecordedRun], where isMeant: (ClauseResult) -> Bool) -> [Annotation] {
    let found = Catalogue.clauses.enumerated().compactMap { index, clause -> (Int, Int, Annotation)? in
      let seen = runs.flatMap { run in
        run.record.results.filter { $0.clause == clause && isMeant($0) }.map { (run.record.run, $0) }
      }
      guard let severity = seen.map(\.1.verdict.severity).max() else { return nil }
      let lines = seen.map { run, result in
        "\(result.word) on \(run.label)" + (result.cause.map { ": \($0)" } ?? "")
      }
      let message = (lines + ["expected: \(clause.text)"]).joined(separator: "\n")
      return (-severity, index, Annotation(name: clause.id, title: clause.testName, message: message))
    }
    return found.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  private static func annotations(_ level: String, _ all: [Annotation]) -> [String] {
    var shown = all
    if all.count > limit {
      let rest = all.dropFirst(limit - 1).map(\.name)
      shown =
        all.prefix(limit - 1) + [
          Annotation(name: "", title: "and \(rest.count) more", message: rest.joined(separator: "; "))
        ]
    }
    return shown.map { command("\(level) title=\(property($0.title))", $0.message) }
  }

  // MARK: Commands

  private static func command(_ name: String, _ message: String) -> String {
    "::\(name)::\(data(message))"
  }

  private static func data(_ text: String) -> String {
    // Every kind of line end is a line feed here, because `printableLines` splits at all of them.
    inert(text.printableLines.joined(separator: "\n")).escaped(["%": "%25", "\n": "%0A"])
  }

  private static func property(_ text: String) -> String { data(text).escaped([":": "%3A", ",": "%2C"]) }

  /// The text without GitHub's older form of commands, `##[error]`, which is obeyed wherever in a line it stands.
  private static func inert(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "[", scalars.last == "#" { scalars.append(" ") }
      scalars.append(scalar)
    }
    return String(scalars)
  }
}

extension String {
  /// The text with these scalars replaced. Not characters: one of Swift's may hold several scalars, such as a line's end.
  fileprivate func escaped(_ replacements: [Unicode.Scalar: String]) -> String {
    unicodeScalars.map { replacements[$0] ?? String($0) }.joined()
  }
}

extension ClauseResult {
  /// Whether the result is not as expected, though not red.
  fileprivate var isSurprise: Bool {
    if isRed { return false }
    switch verdict {
    case .fail, .unexpectedPass, .inconclusive: return true
    case .pass, .skip, .expectedFailure, .hung, .crashed: return false
    }
  }
}
