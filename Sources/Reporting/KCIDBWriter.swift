import Clauses
import FoundationEssentials

/// Writes runs as a KCIDB document, schema 5.3, for the database that the CI systems of the kernel share.
///
/// A kernel is a checkout with one build: the kernel spec is all that is known of its source. A run is a test with the
/// path `usbfs_zerocopy`, and each result in it one with the path `usbfs_zerocopy.FAMILY.CLAUSE`, such as
/// `usbfs_zerocopy.UNM.UNM-9`; these paths stay. The rig stands in the test's environment, and a
/// result's start is that of its run.
///
/// | status | verdict |
/// |---|---|
/// | PASS | pass; unexpected pass, with an incident that says that its issue is absent |
/// | FAIL | fail, hung, crashed; expected failure, with an incident that ties it to its issue |
/// | DONE | a RECORD clause saw something |
/// | ERROR | a promise was inconclusive |
/// | MISS | the run ended before a promise was tested, or has no verdict |
/// | SKIP | skip; what no kernel is held to was inconclusive |
///
/// An issue is the known failure of a clause, and its id names the clause alone, so it is the same in every run. The
/// other ids name the kernel, the rig and the time of the run: the same results always have the same ids. Files are left out, because the
/// schema wants an address for each.
package enum KCIDBWriter {
  /// The path of a run, and the beginning of those of its results.
  static let path = "usbfs_zerocopy"

  /// The length that the schema allows for an excerpt of a log.
  private static let excerptLimit = 16384

  /// Whether the text can name a CI system.
  package static func isOrigin(_ text: String) -> Bool {
    let good = Set("abcdefghijklmnopqrstuvwxyz0123456789_")
    return !text.isEmpty && text.allSatisfy(good.contains)
  }

  /// The JSON document.
  /// - Parameters:
  ///   - origin: The CI system's name.
  ///   - log: Gives the kernel's log during a clause, or nil.
  package static func document(
    _ runs: [RecordedRun], origin: String, log: (RecordedRun, Clause) -> String? = { _, _ in nil }
  ) -> String {
    var document = Document()
    for run in runs { document.add(Identity(run, origin: origin), run.record) { log(run, $0) } }
    return document.json(.document)
  }

  // MARK: Ids

  /// The ids of a run. No part but the first can hold a colon, so that two runs never share one.
  private struct Identity {
    var origin: String
    var kernel: String
    var run: String

    init(_ run: RecordedRun, origin: String) {
      let info = run.record.run
      self.origin = origin
      // Builds of one tree share place and release; what tells them apart is what `uname -v` says.
      let names = [origin, info.kernelSpec, info.kernelRelease] + (info.kernelBuild.map { [$0] } ?? [])
      kernel = names.map(Self.plain).joined(separator: ":")
      // A run that never began has no time; what tells it from others is its place.
      let time = info.started ?? run.folder.string
      // Shards of one run may begin in the same second.
      let clauses = run.record.results.map(\.clause)
      let part =
        clauses.count == Catalogue.clauses.count ? [] : ["\(clauses.first?.id ?? "")+\(clauses.count)"]
      self.run = ([kernel] + [info.rig, time].map(Self.plain) + part).joined(separator: ":")
    }

    func test(_ clause: Clause) -> String { "\(run):\(clause.id)" }

    func issue(_ clause: Clause) -> String { "\(origin):\(KCIDBWriter.path):\(clause.id)" }

    /// The text with all else percent-encoded, because ids become parts of web addresses.
    private static func plain(_ text: String) -> String {
      let good = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+:-".utf8)
      return text.utf8.map { byte in
        if good.contains(byte) { return String(UnicodeScalar(byte)) }
        return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }.joined()
    }
  }

  // MARK: Objects

  private struct Document: Encodable {
    var version = ["major": 5, "minor": 3]
    var checkouts: [Checkout] = []
    var builds: [Build] = []
    var tests: [Test] = []
    var issues: [KnownIssue] = []
    var incidents: [Incident] = []

    mutating func add(_ identity: Identity, _ judged: RigRecord, log: (Clause) -> String?) {
      // A baseline is its owner's alone: others get the verdict on what was seen.
      var record = judged
      record.results = judged.results.map(\.unjudged)
      if case .verdict(let summary) = judged.outcome {
        record.outcome = .verdict(Summary(record.results, seconds: summary.seconds))
      }
      // The same results in two folders are one run.
      if tests.contains(where: { $0.id == identity.run }) { return }
      if !builds.contains(where: { $0.id == identity.kernel }) {
        checkouts.append(Checkout(identity, record.run))
        builds.append(Build(identity, record.run))
      }
      tests.append(Test(identity, record))
      for result in record.results {
        tests.append(Test(identity, record.run, result, log: log(result.clause)))
        guard let incident = Incident(identity, result) else { continue }
        incidents.append(incident)
        if !issues.contains(where: { $0.id == incident.issueId }) {
          issues.append(KnownIssue(identity, result.clause))
        }
      }
    }
  }

  private struct Checkout: Encodable {
    var id: String
    var origin: String
    var comment: String
    var valid = true

    init(_ identity: Identity, _ run: RunInfo) {
      id = identity.kernel
      origin = identity.origin
      comment = run.kernelLine
    }
  }

  private struct Build: Encodable {
    var id: String
    var checkoutId: String
    var origin: String
    var architecture: String
    var comment: String
    /// PASS if there is a kernel; nil if nobody has seen one.
    var status: Status?

    init(_ identity: Identity, _ run: RunInfo) {
      id = identity.kernel
      checkoutId = identity.kernel
      origin = identity.origin
      // A run that does not say was made when x86-64 was the only one.
      architecture = run.architecture ?? "x86_64"
      comment = run.kernelLine
      status = run.kernelBuild == nil ? nil : .pass
    }
  }

  private enum Status: String, Encodable {
    case fail = "FAIL"
    case error = "ERROR"
    case miss = "MISS"
    case pass = "PASS"
    case done = "DONE"
    case skip = "SKIP"
  }

  private struct Test: Encodable {
    var id: String
    var buildId: String
    var origin: String
    var path: String
    var comment: String
    var status: Status
    var startTime: String?
    var duration: Double?
    var environment: Environment
    var logExcerpt: String?
    var misc: Misc

    /// The test of a run.
    init(_ identity: Identity, _ record: RigRecord) {
      id = identity.run
      buildId = identity.kernel
      origin = identity.origin
      path = KCIDBWriter.path
      startTime = record.run.time
      environment = Environment(record.run)
      misc = Misc(replay: nil, result: nil)
      switch record.outcome {
      case .noVerdict(let reason):
        status = .miss
        comment = "no verdict: \(reason.onOneLine)"
      case .verdict(let summary):
        status = Self.status(summary)
        comment = summary.closingLines.joined(separator: "; ")
        duration = summary.seconds.isFinite ? summary.seconds.microseconds : nil
      }
    }

    /// The test of a result.
    init(_ identity: Identity, _ run: RunInfo, _ result: ClauseResult, log: String?) {
      let record = JSONLines.Record(result).printable
      id = identity.test(result.clause)
      buildId = identity.kernel
      origin = identity.origin
      path = "\(KCIDBWriter.path).\(result.clause.family.rawValue).\(result.clause.id)"
      comment = "\(result.clause.testName): \(result.wordAndReason)"
      status = Self.status(result)
      startTime = run.time
      duration = record.duration
      environment = Environment(run)
      logExcerpt = log.flatMap { excerpt($0) }
      misc = Misc(replay: run.replay.map { "\($0) \(result.clause.id)".onOneLine }, result: record)
    }

    private static func status(_ summary: Summary) -> Status {
      if summary.clauses == 0 { return .miss }
      switch summary.exitCode {
      case 0: return .pass
      case 4: return .skip
      default: return summary.hasMiss ? .fail : .error
      }
    }

    private static func status(_ result: ClauseResult) -> Status {
      if result.isRecorded { return .done }
      return switch result.verdict {
      case .pass, .unexpectedPass: .pass
      case .fail, .hung, .crashed, .expectedFailure: .fail
      case .skip: .skip
      case .inconclusive(_, let didRun): !result.isRed ? .skip : didRun ? .error : .miss
      }
    }
  }

  private struct Environment: Encodable {
    var comment: String
    var misc: [String: String]

    init(_ run: RunInfo) {
      comment = run.rigLine
      misc = ["rig": run.rig.onOneLine]
    }
  }

  private struct Misc: Encodable {
    /// The command that runs the clause again.
    var replay: String?
    /// The clause's line in results.jsonl, its keys written as KCIDB does.
    var result: JSONLines.Record?
  }

  private struct KnownIssue: Encodable {
    var id: String
    var version = 1
    var origin: String
    var reportSubject: String
    var comment: String
    var culprit = ["code": true, "tool": false, "harness": false]
    var misc: [String: String]

    init(_ identity: Identity, _ clause: Clause) {
      id = identity.issue(clause)
      origin = identity.origin
      reportSubject = clause.testName
      // The reason for the oldest kernel, for an issue is the same in every run.
      comment = clause.grade.knownFailureReason(for: KernelVersion(0, 0)) ?? clause.text
      misc = ["expected": clause.text, "history": clause.history]
    }
  }

  private struct Incident: Encodable {
    var id: String
    var origin: String
    var issueId: String
    var issueVersion = 1
    var testId: String
    var present: Bool
    var comment: String

    /// The incident of a result; nil if it has nothing to do with a known issue.
    init?(_ identity: Identity, _ result: ClauseResult) {
      if result.isRecorded { return nil }
      switch result.verdict {
      case .expectedFailure: present = true
      case .unexpectedPass: present = false
      case .pass, .fail, .skip, .hung, .crashed, .inconclusive: return nil
      }
      testId = identity.test(result.clause)
      id = testId
      origin = identity.origin
      issueId = identity.issue(result.clause)
      comment = result.wordAndReason
    }
  }

  /// The beginning and the end of a log, as much as fits: the first complaint explains most, and the last word is what a
  /// kernel died of.
  private static func excerpt(_ log: String) -> String? {
    let text = Array(log.printableLines.joined(separator: "\n").unicodeScalars)
    if text.allSatisfy(\.properties.isWhitespace) { return nil }
    if text.count <= excerptLimit { return text.text }
    let gap = "\n[...]\n"
    let half = (excerptLimit - gap.count) / 2
    return text.prefix(half).text + gap + text.suffix(half).text
  }
}

extension Sequence<Unicode.Scalar> {
  fileprivate var text: String { String(String.UnicodeScalarView(self)) }
}

extension RunInfo {
  /// The time when the run began; nil if the text is none.
  fileprivate var time: String? {
    started.flatMap { (try? Date($0, strategy: .iso8601)) == nil ? nil : $0 }
  }
}

extension JSONLines.Record {
  /// The record without control characters: databases refuse the character 0.
  fileprivate var printable: Self {
    func clean(_ text: String) -> String { text.printableLines.joined(separator: "\n") }
    var record = self
    record.reason = reason.map(clean)
    record.notRun = notRun.map(clean)
    record.secondRun = secondRun.map(clean)
    record.notes = notes.map { Note($0.kind, clean($0.text)) }
    record.issues = issues.map { issue in
      Issue(
        message: clean(issue.message), location: issue.location.map(clean),
        isUnexpectedPass: issue.isUnexpectedPass, known: issue.known.map(clean))
    }
    return record
  }
}
