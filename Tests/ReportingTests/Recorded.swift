import Clauses
import Foundation
import Reporting
import SystemPackage
import Testing

/// Not that of Swift Testing.
typealias Issue = Reporting.Issue

/// Event streams of Swift 6.3.1, and what the reports make of them.
///
/// They were recorded when the tests said what is no failed expectation with warnings and with prefixes of the reasons of
/// cancellations. Since then those lines were edited: most warnings are records (`@rig`, `@note`) in their place, a reason
/// without its prefix has its record (`@skip`, `@inconclusive`) before the cancellation, and the counts of warnings in the
/// ends of these tests are gone. The warnings of ISO-5 and UNM-1 are left as warnings, the cancellations of ISO-2 and ISO-5
/// without a record.
struct Recorded: Sendable, CustomTestStringConvertible {
  let name: String
  let lines: [String]

  /// One of everything.
  static let verdicts = Recorded("verdicts")
  /// A skipped suite, a trait that throws, issues from foreign threads, and text that no format likes.
  static let oddities = Recorded("oddities")
  /// From a process that was killed in UNM-3.
  static let killed = Recorded("killed")
  static let all = [verdicts, oddities, killed]

  private init(_ name: String) {
    self.name = name
    let url = Bundle.module.url(forResource: "Recorded/\(name)", withExtension: "jsonl")!
    lines = try! String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  var testDescription: String { name }

  static let run = RunInfo(
    kernelRelease: "6.1.0-56-amd64", kernelSpec: "debian:bookworm 6.1.192-2", rig: "dummy",
    rigDetail: "dummy_hcd, high speed, no DMA (plain pages)")

  /// The events of the lines, and the run's end.
  static func events(_ lines: some Sequence<String>) -> [Event] {
    var decoder = EventDecoder()
    return lines.flatMap { decoder.decode(line: $0) } + [.finished]
  }

  /// The results of the lines in the order in which they became final.
  static func results(_ lines: some Sequence<String>, planned: [Clause] = []) -> [ClauseResult] {
    results(events(lines), planned: planned)
  }

  static func results(_ events: [Event], planned: [Clause] = []) -> [ClauseResult] {
    var reducer = VerdictReducer(planned: planned)
    return events.flatMap { reducer.take($0) }
  }

  var results: [ClauseResult] { Self.results(lines) }

  /// The clauses that the whole stream has results of.
  var clauses: [Clause] { Catalogue.clauses.filter { clause in results.contains { $0.clause == clause } } }

  subscript(_ id: String) -> ClauseResult {
    get throws { try #require(results.first { $0.clause.id == id }) }
  }
}

/// A run of these results.
func recordedRun(
  _ results: [ClauseResult], noVerdict: String? = nil, folder: String = "results",
  change: (inout RunInfo) -> Void = { _ in }
) -> RecordedRun {
  var run = Recorded.run
  run.started = "2026-11-23T01:25:58Z"
  change(&run)
  let outcome = noVerdict.map { RigOutcome.noVerdict($0) } ?? .verdict(Summary(results, seconds: 2))
  return RecordedRun(
    folder: FilePath(folder), record: RigRecord(run: run, results: results, outcome: outcome))
}

/// A result of a clause of the catalogue.
func result(
  _ id: String, _ verdict: Verdict, notes: [Note] = [], issues: [Issue] = [], duration: Double? = nil
) -> ClauseResult {
  ClauseResult(
    clause: Catalogue.clause(id)!, verdict: verdict, notes: notes, issues: issues, duration: duration)
}

/// What the KTAP writer makes of the results.
func ktap(_ results: [ClauseResult], planned: [Clause]? = nil) -> String {
  var writer = KTAPWriter(planned: planned ?? results.map(\.clause))
  return writer.begin(Recorded.run) + results.map { writer.write($0) }.joined() + writer.finish()
}
