import Clauses
import Foundation
import KernelLab
import Reporting
import SystemPackage

/// Hands events to the writers: the table as they come, the files in the output folder, a bundle for each clause that
/// did not pass.
actor Report {
  private let terminal: Terminal
  private let folder: FilePath
  private let planned: [Clause]
  private let replay: String
  private let verbose: Bool
  private let start = ContinuousClock.now
  /// One for each guest that runs beside others: what kills one says nothing of the others' clauses.
  private var reducers: [VerdictReducer]
  private var results: [String: ClauseResult] = [:]
  /// How many of the planned clauses are printed; the table keeps their order.
  private var printed = 0
  private var info: RunInfo?
  private var guests = 0
  private var table: ConsoleTable
  private var ktap: KTAPWriter
  private let ktapFile: FileDescriptor
  /// Results of the guests that run; their bundles are written when the guest is done and its files are here.
  private var fresh: [Int: [ClauseResult]] = [:]
  private var ticker: Task<Void, any Error>?

  init(terminal: Terminal, folder: FilePath, planned: [Clause], replay: String, verbose: Bool) throws {
    self.terminal = terminal
    self.folder = folder
    self.planned = planned
    self.replay = replay
    self.verbose = verbose
    reducers = Supervisor.lanes(planned).map { VerdictReducer(planned: $0) }
    table = ConsoleTable(color: terminal.hasColor)
    ktap = KTAPWriter(planned: planned)
    try Folders.make(folder)
    guard Folders.claim(folder) else {
      throw LabError(
        "another run writes to \(folder): wait for it, or give this one a folder of its own (--output, OUT=)")
    }
    // Only where an earlier run's report says that these are ours.
    if Folders.exists(folder.appending("results.ktap")) {
      for old in ["bundles", "guests", "junit.xml", "results.jsonl"] { Folders.remove(folder.appending(old)) }
    }
    do {
      ktapFile = try FileDescriptor.open(
        folder.appending("results.ktap"), .writeOnly, options: [.create, .truncate],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw LabError("cannot write in \(folder): \(error)")
    }
  }

  /// A kernel is about to be tested.
  func begin(_ run: RunInfo) {
    info = run
    printReady()
  }

  /// Where the next guest puts what it says.
  func nextGuest() -> FilePath {
    guests += 1
    return folder.appending("guests/\(guests)")
  }

  func take(_ event: Event, lane: Int) {
    if case .rig(let detail) = event { info?.rigDetail = detail }
    if case .started = event { tick() }
    for result in reducers[lane].consume(event) {
      let isReplacement = results.updateValue(result, forKey: result.clause.id) != nil
      fresh[lane, default: []].removeAll { $0.clause == result.clause }
      fresh[lane, default: []].append(result)
      // What was printed already and turned out worse is printed again.
      if isReplacement, planned.prefix(printed).contains(result.clause) { print(result) }
    }
    printReady()
  }

  /// Prints what is known, up to the first clause that is not.
  private func printReady() {
    // The rig describes itself with the first clause.
    guard let info, !info.rigDetail.isEmpty || results.count == planned.count else { return }
    while printed < planned.count, let result = results[planned[printed].id] {
      if printed == 0 {
        write(ktap.begin(info))
        terminal.print(table.header(info))
      }
      printed += 1
      print(result)
    }
  }

  private func print(_ result: ClauseResult) {
    write(ktap.write(result))
    let bundle = folder.appending("bundles").appending(result.clause.id).string
    terminal.print(
      result.isRed
        ? table.row(result, bundle: bundle, replay: "\(replay) \(result.clause.id)") : table.row(result))
  }

  /// Keeps the status line's clock going.
  private func tick() {
    guard terminal.isInteractive else { return }
    ticker?.cancel()
    ticker = Task {
      while true {
        terminal.show(
          ConsoleTable.progressLine(
            done: results.count, total: planned.count, running: reducers.lazy.flatMap(\.running).first?.testName ?? "",
            elapsed: seconds, width: terminal.width))
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  private func write(_ text: String) {
    keep { _ = try ktapFile.writeAll(text.utf8) }
  }

  /// The first failure to write; the run goes on, for its table may still be seen, but it is not a success.
  private var complaint: LabError?

  private func keep(_ write: () throws -> Void) {
    do { try write() } catch {
      complaint = complaint ?? (error as? LabError) ?? LabError("cannot write in \(folder): \(error)")
    }
  }

  /// A guest is done: its files are complete. The clause that killed it may have run a `second` time for its capture.
  func endSession(_ output: FilePath, lane: Int, second: (output: FilePath, end: Guest.End)?) {
    let log = GuestLog(output)
    let files = Guest.files(in: output)
    for result in fresh.removeValue(forKey: lane) ?? [] where result.needsBundle {
      bundle(result, log, files, second: result.isLoss ? second : nil)
    }
    if verbose {
      ticker?.cancel()
      terminal.clearStatus()
      for clause in planned { terminal.print(log.during(clause.id).joined(separator: "\n") + "\n") }
      terminal.print(log.allTestsSaid)
    }
  }

  private func bundle(
    _ result: ClauseResult, _ log: GuestLog, _ files: [(name: String, base64: String)],
    second: (output: FilePath, end: Guest.End)?
  ) {
    let clause = result.clause
    let place = folder.appending("bundles").appending(clause.id)
    keep { try Folders.make(place) }
    var text = ["\(clause.testName) (\(clause.grade.name))", "", "expected: \(clause.text)", ""]
    if !clause.history.isEmpty { text += ["history: \(clause.history)", ""] }
    text.append("verdict: \(result.verdict)")
    for issue in result.issues {
      text.append("actual: \(issue.message)" + (issue.location.map { " (\($0))" } ?? ""))
    }
    for note in result.notes { text.append("note: \(note)") }
    if let second {
      text += ["", "usbmon.pcap is of a second run of the clause, whose end was: \(second.end)"]
    }
    text += ["", "replay: \(replay) \(clause.id)", ""]
    keep { try Folders.write(text.joined(separator: "\n").utf8, to: place.appending("clause.txt")) }
    let kernelLog = log.during(clause.id).joined(separator: "\n") + "\n"
    keep { try Folders.write(kernelLog.utf8, to: place.appending("kernel.log")) }
    if let second, let capture = try? Folders.read(second.output.appending("files.txt")) {
      keep { try Folders.write(capture, to: place.appending("usbmon.pcap")) }
    }
    for file in files where file.name == "\(clause.id).pcap" {
      guard let data = Data(base64Encoded: file.base64) else { continue }
      keep { try Folders.write(data, to: place.appending("usbmon.pcap")) }
    }
  }

  /// Writes what is known; the KTAP stays cut where it was.
  func abandon() {
    ticker?.cancel()
    terminal.clearStatus()
    writeFiles(Summary(ordered, seconds: seconds))
    try? ktapFile.close()
  }

  /// Gives the exit status.
  func finish() throws -> Int32 {
    for lane in reducers.indices { take(.finished, lane: lane) }
    // Whatever has no rig's word for its header by now gets none.
    if printed < planned.count, info?.rigDetail.isEmpty == true { info?.rigDetail = "unknown" }
    printReady()
    write(ktap.finish())
    ticker?.cancel()
    terminal.clearStatus()
    let summary = Summary(ordered, seconds: seconds)
    terminal.print(table.closing(summary))
    writeFiles(summary)
    try? ktapFile.close()
    if let complaint { throw complaint }
    return summary.exitCode
  }

  private var ordered: [ClauseResult] { planned.compactMap { results[$0.id] } }

  private var seconds: Double {
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
  }

  private func writeFiles(_ summary: Summary) {
    guard let run = info else { return }
    let results = ordered
    keep { try Folders.write(JUnitWriter.document(run, results).utf8, to: folder.appending("junit.xml")) }
    let lines = JSONLinesWriter.document(run, results, summary)
    keep { try Folders.write(lines.utf8, to: folder.appending("results.jsonl")) }
  }
}

extension ClauseResult {
  /// Whether the clause took its guest with it.
  fileprivate var isLoss: Bool {
    switch verdict {
    case .hung, .crashed: true
    default: false
    }
  }

  /// Whether somebody will want to know more.
  fileprivate var needsBundle: Bool {
    switch verdict {
    case .pass, .skip: false
    case .fail, .expectedFailure, .unexpectedPass, .inconclusive, .hung, .crashed: !isRecorded
    }
  }
}
