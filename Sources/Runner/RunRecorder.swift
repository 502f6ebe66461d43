import Clauses
import Foundation
import KernelLab
import Reporting
import SystemPackage

/// Hands a rig's events to the writers: rows to the view, the files in the output folder, a bundle for each clause
/// that did not pass.
actor RunRecorder: RunObserver {
  /// The clause that killed its guest shows in a capture how.
  let wantsCaptures = true
  /// A kernel that hangs or crashes as soon as its USB is loaded does not conform.
  let judgesStart = true
  /// Every clause gets a verdict.
  let isSatisfied = false
  private let view: any RunView
  /// The place in the view.
  private let column: Int
  /// The kernel's spec, without a version.
  private let kernel: String
  /// The accepted verdicts; nil if there is no baseline.
  private let baseline: Baseline?
  private let folder: FilePath
  private let planned: [Clause]
  private let verbose: Bool
  /// When the first guest began.
  private var start: ContinuousClock.Instant?
  /// One for each guest that runs beside others: what kills one says nothing of the others' clauses.
  private var reducers: [VerdictReducer]
  private var results: [String: ClauseResult] = [:]
  /// The number of planned clauses that are in the KTAP, which keeps their order.
  private var written = 0
  private var run: RunInfo
  private var guests = 0
  private var ktap: KTAPWriter
  private var ktapFile: FileDescriptor?
  /// Results of the guests that run; their bundles are written when the guest is done and its files are here.
  private var fresh: [Int: [ClauseResult]] = [:]

  /// - Parameters:
  ///   - run: What is known before the rig describes itself.
  ///   - spec: The kernel as it was asked for.
  ///   - column: Its place in the view.
  ///   - baseline: What is accepted; nil if nobody says.
  ///   - lanes: The planned clauses, by the guests that run them.
  ///   - verbose: Whether all that the guests say is printed.
  init(
    _ run: RunInfo, of spec: KernelSpec, view: any RunView, column: Int, folder: FilePath, planned: [Clause],
    lanes: [[Clause]], baseline: Baseline?, verbose: Bool
  ) throws {
    self.run = run
    self.view = view
    kernel = spec.description
    self.column = column
    self.baseline = baseline
    self.folder = folder
    self.planned = planned
    self.verbose = verbose
    reducers = lanes.map { VerdictReducer(planned: $0, kernel: run.kernelVersion) }
    ktap = KTAPWriter(planned: planned)
    try FileSystem.make(folder)
    guard FileSystem.claim(folder) else {
      throw HarnessError(
        "another run writes to \(folder): wait for it, or give this one a folder of its own (--output, OUT=)")
    }
  }

  /// Takes over the results of an interrupted run, if its folder has those of all these clauses on the same subject.
  /// - Returns: What becomes of them; nil if they must run.
  func adopt(_ subject: String) throws -> RigOutcome? {
    guard let text = try? FileSystem.read(folder.appending("results.jsonl")),
      let record = try? JSONLines.record(String(decoding: text, as: UTF8.self)),
      case .verdict(let old) = record.outcome, record.run.subject == subject,
      record.results.map(\.clause) == planned
    else { return nil }
    run = record.run
    try openKTAP()
    for result in record.results { judge(result.unjudged) }
    let summary = close(seconds: old.seconds)
    if let complaint { throw complaint }
    return .verdict(summary)
  }

  /// Removes the files of an earlier run, so that a later one does not take them over.
  func forget() {
    // Only where an earlier run's report says that these are ours.
    guard FileSystem.exists(folder.appending("results.ktap")) else { return }
    for old in ["bundles", "guests", "junit.xml", "results.jsonl", "report.html", "results.ktap"] {
      FileSystem.remove(folder.appending(old))
    }
  }

  /// Makes room for a run's files.
  /// - Parameter subject: What is going to run; nil if nothing is.
  func begin(_ subject: String?) throws {
    run.subject = subject
    forget()
    try openKTAP()
  }

  private func openKTAP() throws {
    do {
      ktapFile = try FileDescriptor.open(
        folder.appending("results.ktap"), .writeOnly, options: [.create, .truncate],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw HarnessError("cannot write in \(folder): \(error)")
    }
  }

  /// The command that runs a clause again.
  private func replay(_ clause: Clause) -> String { "\(run.replay ?? "") \(clause.id)" }

  func nextGuest() -> FilePath {
    if start == nil {
      start = .now
      run.started = Date.now.ISO8601Format()
    }
    guests += 1
    return folder.appending("guests/\(guests)")
  }

  func reducer(of lane: Int) -> VerdictReducer { reducers[lane] }

  func take(line: String, lane: Int) { take(reducers[lane].take(line: line), lane: lane) }

  func take(_ event: Event, lane: Int) { take(reducers[lane].take(event), lane: lane) }

  private func take(_ new: [ClauseResult], lane: Int) {
    if let detail = reducers[lane].rigDetail { run.rigDetail = detail }
    for result in new {
      let isReplacement = results[result.clause.id] != nil
      let result = judge(result)
      fresh[lane, default: []].removeAll { $0.clause == result.clause }
      fresh[lane, default: []].append(result)
      // What was written already and turned out worse is written again.
      if isReplacement, planned.prefix(written).contains(result.clause) { write(ktap.write(result)) }
    }
    view.runs(reducers.flatMap(\.running), column: column)
    writeReady()
  }

  /// Compares a result with the baseline and shows what it comes to.
  @discardableResult
  private func judge(_ result: ClauseResult) -> ClauseResult {
    let result = baseline?.judge(result, kernel: kernel, rig: run.rig) ?? result
    results[result.clause.id] = result
    let bundle = folder.appending("bundles").appending(result.clause.id).string
    view.show(
      MatrixTable.Cell(result, bundle: bundle, replay: replay(result.clause)), of: result.clause,
      column: column)
    return result
  }

  /// Makes a baseline accept the verdicts of this run.
  func accept(into baseline: inout Baseline) {
    baseline.accept(ordered.map(\.unjudged), kernel: kernel, rig: run.rig)
  }

  /// Writes what is known, up to the first clause that is not.
  private func writeReady() {
    // The rig describes itself with the first clause.
    guard !run.rigDetail.isEmpty || results.count == planned.count else { return }
    view.describe(run, column: column)
    while written < planned.count, let result = results[planned[written].id] {
      if written == 0 { write(ktap.begin(run)) }
      written += 1
      write(ktap.write(result))
    }
  }

  private func write(_ text: String) {
    keep { _ = try ktapFile?.writeAll(text.utf8) }
  }

  /// The first failure to write; the run goes on, for its table may still be seen, but it is not a success.
  private var complaint: HarnessError?

  private func keep(_ write: () throws -> Void) {
    do { try write() } catch {
      complaint = complaint ?? (error as? HarnessError) ?? HarnessError("cannot write in \(folder): \(error)")
    }
  }

  func endSession(_ output: FilePath, lane: Int, second: SecondRun?) {
    let log = GuestLog(output)
    let files = Guest.files(in: output)
    if let second { results[second.clause]?.secondRunEnd = "\(second.end)" }
    for result in fresh.removeValue(forKey: lane) ?? [] where result.needsBundle {
      bundle(
        results[result.clause.id] ?? result, log, files,
        second: result.clause.id == second?.clause ? second : nil)
    }
    if verbose {
      let lines = planned.flatMap { log.during($0.id) }
      view.printLog(lines.map { $0 + "\n" }.joined() + log.allTestsSaid, column: column)
    }
  }

  private func bundle(
    _ result: ClauseResult, _ log: GuestLog, _ files: [(name: String, base64: String)],
    second: SecondRun?
  ) {
    let clause = result.clause
    let place = folder.appending("bundles").appending(clause.id)
    keep { try FileSystem.make(place) }
    var text = ["\(clause.testName) (\(clause.grade.name))", "", "expected: \(clause.text)", ""]
    if !clause.history.isEmpty { text += ["history: \(clause.history)", ""] }
    text.append("verdict: \(result.verdict.nameAndReason)")
    for issue in result.reportedIssues {
      text.append("actual: \(issue.message)" + (issue.location.map { " (\($0))" } ?? ""))
    }
    for note in result.notes { text.append("note: \(note)") }
    if let note = result.captureNote { text += ["", note] }
    if !log.deviceSaid.isEmpty {
      text += ["", "the device complained in this guest of:"] + log.deviceSaid.map(String.init)
    }
    text += ["", "replay: \(replay(clause))", ""]
    keep { try FileSystem.write(text.joined(separator: "\n").utf8, to: place.appending("clause.txt")) }
    let kernelLog = log.during(clause.id).joined(separator: "\n") + "\n"
    keep { try FileSystem.write(kernelLog.utf8, to: place.appending("kernel.log")) }
    if let second, let capture = try? FileSystem.read(second.output.appending("files.txt")) {
      keep { try FileSystem.write(capture, to: place.appending("usbmon.pcap")) }
    }
    for file in files where file.name == "\(clause.id).pcap" {
      guard let data = Data(base64Encoded: file.base64) else { continue }
      keep { try FileSystem.write(data, to: place.appending("usbmon.pcap")) }
    }
  }

  /// Writes what is known, and why that is not all; the KTAP stays cut where it was.
  func abandon(_ outcome: RigOutcome) {
    // What an earlier run left here is not this one's to replace before it began.
    if ktapFile == nil {
      if outcome == .interrupted { return }
      keep { try begin(nil) }
    }
    writeFiles(outcome)
    try? ktapFile?.close()
  }

  /// Ends the run: every clause was run, or had the chance to.
  func finish() throws -> Summary {
    for lane in reducers.indices { take(.finished, lane: lane) }
    // Whatever has no rig's word for its header by now gets none.
    if written < planned.count, run.rigDetail.isEmpty { run.rigDetail = "not there" }
    let summary = close(seconds: seconds)
    if let complaint { throw complaint }
    return summary
  }

  /// Writes all that there is and says what it comes to.
  private func close(seconds: Double) -> Summary {
    writeReady()
    write(ktap.finish())
    let summary = Summary(ordered, seconds: seconds)
    view.end(.verdict(summary), column: column)
    try? ktapFile?.close()
    // What got worse after it was written could only be remarked on until now.
    var whole = KTAPWriter(planned: planned)
    let text = whole.begin(run) + ordered.map { whole.write($0) }.joined() + whole.finish()
    keep { try FileSystem.write(text.utf8, to: folder.appending("results.ktap")) }
    writeFiles(.verdict(summary))
    return summary
  }

  /// The record of the results so far.
  func record(_ outcome: RigOutcome) -> RigRecord {
    RigRecord(run: run, results: ordered, outcome: outcome)
  }

  private var ordered: [ClauseResult] { planned.compactMap { results[$0.id] } }

  private var seconds: Double { start.map { (ContinuousClock.now - $0).inSeconds } ?? 0 }

  private func writeFiles(_ outcome: RigOutcome) {
    let record = record(outcome)
    keep {
      let document = JUnitWriter.document(run, record.results, noVerdict: outcome.breakdown)
      try FileSystem.write(document.utf8, to: folder.appending("junit.xml"))
    }
    keep { try FileSystem.write(JSONLines.document(record).utf8, to: folder.appending("results.jsonl")) }
  }
}

extension ClauseResult {
  /// Whether the result gets a bundle: there is more to know than its line says.
  fileprivate var needsBundle: Bool {
    switch verdict {
    case .pass, .skip: false
    case .fail, .expectedFailure, .unexpectedPass, .inconclusive, .hung, .crashed: !isRecorded
    }
  }
}
