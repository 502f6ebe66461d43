import Clauses

/// Writes runs as a Code Quality report of GitLab, which shows on a merge request what is new and what is gone.
///
/// | severity | verdict |
/// |---|---|
/// | blocker | hung, crashed; a run without a verdict |
/// | critical | fail |
/// | major | unexpected pass; inconclusive, where that is red |
/// | minor | expected failure |
/// | info | skip, or inconclusive and not red: a clause that is no longer tested is news |
///
/// A fingerprint is made of the kernel spec without Debian's version, the rig, the clause and the verdict, and of
/// nothing that changes from run to run. The paths are those of this repository.
package enum GitLabWriter {
  /// The JSON document.
  package static func document(_ runs: [RecordedRun]) -> String {
    // GitLab keeps one of the entries with the same fingerprint, and it may be any.
    var seen: Set<String> = []
    return runs.flatMap(entries).filter { seen.insert($0.fingerprint).inserted }.json(.document)
  }

  private enum Severity: String, Encodable { case info, minor, major, critical, blocker }

  private struct Entry: Encodable {
    var description: String
    var checkName: String
    var fingerprint: String
    var severity: Severity
    var location: Location
  }

  private struct Location: Encodable {
    var path: String
    var lines: [String: Int]

    init(_ path: String, _ line: Int = 1) {
      self.path = path
      lines = ["begin": line]
    }

    /// The location of the issue that decided, or else the file of the family.
    init(_ result: ClauseResult) {
      let issue = result.reportedIssues.first { $0.known == nil && $0.location != nil }
      let parts = (issue ?? result.reportedIssues.first)?.location?.split(separator: ":") ?? []
      let folder = "Tests/ConformanceTests/"
      if let file = parts.first, !file.contains("/") {
        self.init(folder + file, parts.dropFirst().first.flatMap { Int($0) } ?? 1)
      } else {
        self.init(folder + "\(result.clause.family.rawValue)Tests.swift")
      }
    }
  }

  private static func entries(_ run: RecordedRun) -> [Entry] {
    let info = run.record.run
    let results = run.record.results.compactMap { result -> Entry? in
      guard let severity = severity(result) else { return nil }
      let cause = result.cause.map { ": \($0)" } ?? ""
      return Entry(
        description: "\(result.clause.testName): \(result.word) on \(info.label)\(cause)",
        checkName: result.clause.id,
        fingerprint: fingerprint(info, result.clause.id, result.verdict.name), severity: severity,
        location: Location(result))
    }
    guard case .noVerdict(let reason) = run.record.outcome else { return results }
    let entry = Entry(
      description: "no verdict on \(info.label): \(reason.onOneLine)", checkName: "no verdict",
      fingerprint: fingerprint(info, "no verdict"), severity: .blocker, location: Location("README.md"))
    return [entry] + results
  }

  /// The severity; nil for a result that is no finding.
  private static func severity(_ result: ClauseResult) -> Severity? {
    if result.isRecorded { return nil }
    return switch result.verdict {
    case .hung, .crashed: .blocker
    case .fail: .critical
    case .unexpectedPass: .major
    case .inconclusive: result.isRed ? .major : .info
    case .expectedFailure: .minor
    case .skip: .info
    case .pass: nil
    }
  }

  private static func fingerprint(_ run: RunInfo, _ parts: String...) -> String {
    ([run.kernelName, run.rig] + parts).joined(separator: "|").onOneLine
  }
}
