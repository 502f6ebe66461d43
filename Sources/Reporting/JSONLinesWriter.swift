import Clauses
import Foundation

/// Writes a run for programs: a JSON object on each line, first the run, then each clause, last the summary. The
/// key `kind` says which.
public enum JSONLinesWriter {
  /// The first line.
  public static func run(_ run: RunInfo) -> String {
    line(
      Run(
        kernelRelease: run.kernelRelease, kernelSpec: run.kernelSpec, rig: run.rig, rigDetail: run.rigDetail))
  }

  /// A clause's line.
  public static func clause(_ result: ClauseResult) -> String {
    line(
      Record(
        id: result.clause.id, title: result.clause.title, grade: result.clause.grade.name,
        verdict: result.verdict.name, reason: result.verdict.reason, notes: result.notes,
        issues: result.issues,
        duration: result.duration.flatMap { $0.isFinite ? $0.microseconds : nil }))
  }

  /// The last line.
  public static func summary(_ summary: Summary) -> String {
    line(SummaryRecord(summary, kind: "summary"))
  }

  /// All of it.
  public static func document(_ run: RunInfo, _ results: [ClauseResult], _ summary: Summary) -> String {
    self.run(run) + results.map(clause).joined() + self.summary(summary)
  }

  private struct Run: Encodable {
    var kind = "run"
    var kernelRelease: String
    var kernelSpec: String
    var rig: String
    var rigDetail: String
  }

  private struct Record: Encodable {
    var kind = "clause"
    var id: String
    var title: String
    var grade: String
    var verdict: String
    var reason: String?
    var notes: [String]
    var issues: [Issue]
    var duration: Double?
  }

  private static func line(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in these structures can fail to encode: strings, integers and finite numbers.
    guard let data = try? encoder.encode(value) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
