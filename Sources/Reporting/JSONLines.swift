import Clauses
import FoundationEssentials

/// Writes and reads `results.jsonl`, which holds a run for programs.
///
/// Each line is a JSON object: first the run, then each clause, last the summary; the key `kind` says which. They hold all
/// there is to know of a run, so every other report can be made of them.
///
/// Programs of others read it, so keys stay. These were changed or added:
/// - A clause's `notes` are objects with a `kind` (`unreached`, `measured`, `remark`) and a `text`; they were strings, which
///   are still read, as remarks.
/// - `baseline` is the verdict that a baseline accepts, in the line of a clause whose `verdict` is the baseline's and not
///   the one `seen`. In a line that has `seen` and not `baseline`, which older versions wrote, the verdict is taken for the
///   one that was seen.
/// - `notRun` is why the run ended before the clause.
/// - `secondRun` is the end of the second run of the clause, if its capture is of that.
/// - `architecture` is the kernel's, in the line of the run; without it, x86_64.
package enum JSONLines {
  /// The line of the run, which is the first.
  package static func run(_ run: RunInfo) -> String { Run(run: run).json() }

  /// The line of a clause.
  package static func clause(_ result: ClauseResult) -> String { Record(result).json() }

  /// The line of the summary, which is the last.
  package static func summary(_ summary: Summary) -> String {
    SummaryRecord(summary, kind: "summary").json()
  }

  /// All lines.
  package static func document(_ record: RigRecord) -> String {
    let last =
      switch record.outcome {
      case .verdict(let summary): self.summary(summary)
      case .noVerdict(let reason): NoVerdict(reason: reason).json()
      }
    return run(record.run) + record.results.map(clause).joined() + last
  }

  /// Parses what `document` wrote. Throws a `SyntaxError` that names the first line that is not understood.
  ///
  /// Clauses that this version does not know are left out. Without a last line the run was interrupted.
  package static func record(_ text: String) throws -> RigRecord {
    var record = RigRecord(
      run: RunInfo(kernelRelease: "", kernelSpec: "", rig: "", rigDetail: ""), results: [],
      outcome: .interrupted)
    let decoder = JSONDecoder()
    for (index, text) in text.split(separator: "\n").enumerated() {
      let data = Data(text.utf8)
      do {
        let kind = try decoder.decode(Kind.self, from: data).kind
        guard (kind == "run") == (index == 0) else { throw SyntaxError(line: index + 1) }
        switch kind {
        case "run": record.run = try decoder.decode(RunInfo.self, from: data)
        case "clause":
          if let result = try decoder.decode(Record.self, from: data).result { record.results.append(result) }
        case "summary":
          let seconds = try decoder.decode(Seconds.self, from: data).seconds
          record.outcome = .verdict(Summary(record.results, seconds: seconds))
        case "no verdict":
          record.outcome = .noVerdict(try decoder.decode(NoVerdict.self, from: data).reason)
        default: throw SyntaxError(line: index + 1)
        }
      } catch {
        throw SyntaxError(line: index + 1)
      }
    }
    guard !record.run.rig.isEmpty else { throw SyntaxError(line: 1) }
    return record
  }

  /// A syntax error in the text of a run.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// The number of the first line that is not understood, from 1.
    package var line: Int
    /// The error in one sentence.
    package var description: String { "line \(line) is not understood" }

    /// An error in this line.
    package init(line: Int) { self.line = line }
  }

  private struct Run: Encodable {
    var run: RunInfo

    private enum CodingKeys: CodingKey { case kind }

    func encode(to encoder: any Encoder) throws {
      try run.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode("run", forKey: .kind)
    }
  }

  private struct Kind: Decodable { var kind: String }

  private struct Seconds: Decodable { var seconds: Double }

  private struct NoVerdict: Codable {
    var kind = "no verdict"
    var reason: String
  }

  /// The line of a clause.
  struct Record: Codable {
    var kind = "clause"
    var id: String
    var title: String
    var grade: String
    var verdict: String
    var reason: String?
    /// The reason why the run ended before the clause; then what was seen is inconclusive.
    var notRun: String?
    /// The verdict on what was seen, if a baseline made another of it, and the verdict that the baseline accepts.
    var seen: String?
    var seenReason: String?
    var baseline: String?
    /// The end of the second run that the capture is of.
    var secondRun: String?
    var notes: [Note]
    /// The reported issues. The last is the baseline's, if it makes a failure of what was seen.
    var issues: [Issue]
    var duration: Double?

    init(_ result: ClauseResult) {
      id = result.clause.id
      title = result.clause.title
      grade = result.clause.grade.name
      verdict = result.verdict.name
      reason = result.verdict.reason
      if case .inconclusive(let why, didRun: false) = result.seen { notRun = why }
      if let judgement = result.judgement {
        seen = result.seen.name
        seenReason = result.seen.reason
        baseline =
          switch judgement {
          case .accepted: result.seen.name
          case .differs(let accepted): accepted.rawValue
          }
      }
      secondRun = result.secondRunEnd
      notes = result.notes
      issues = result.reportedIssues
      duration = result.duration.flatMap { $0.isFinite ? $0.microseconds : nil }
    }

    /// The result; nil if this version does not know the clause.
    var result: ClauseResult? {
      get throws {
        let verdict = try Verdict(kind(self.verdict), reason: reason ?? "")
        guard let clause = Catalogue.clause(id) else { return nil }
        var result = ClauseResult(
          clause: clause, verdict: verdict, notes: notes, issues: issues, duration: duration)
        result.secondRunEnd = secondRun
        if let seen, let baseline {
          let (seen, accepted) = (try kind(seen), try kind(baseline))
          let judgement = seen == accepted ? Baseline.Judgement.accepted : .differs(accepted: accepted)
          result.seen = Verdict(seen, reason: seenReason ?? "")
          result.judgement = judgement
          if judgement.issue(on: result.seen) != nil { result.issues.removeLast(min(1, issues.count)) }
        }
        if let notRun { result.seen = .inconclusive(notRun, didRun: false) }
        return result
      }
    }

    private func kind(_ name: String) throws -> Verdict.Kind {
      guard let kind = Verdict.Kind(rawValue: name) else { throw SyntaxError(line: 0) }
      return kind
    }
  }
}
