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
  private var reducer: VerdictReducer
  private var table: ConsoleTable
  private var ktap: KTAPWriter
  private let ktapFile: FileDescriptor
  private var hasHeader = false
  /// Results of the guest that runs; their bundles are written when it is done and its files are here.
  private var fresh: [ClauseResult] = []
  private var ticker: Task<Void, any Error>?

  init(terminal: Terminal, folder: FilePath, planned: [Clause], replay: String, verbose: Bool) throws {
    self.terminal = terminal
    self.folder = folder
    self.planned = planned
    self.replay = replay
    self.verbose = verbose
    reducer = VerdictReducer(planned: planned)
    table = ConsoleTable(color: terminal.hasColor)
    ktap = KTAPWriter(planned: planned)
    try Folders.make(folder)
    for old in ["bundles", "guests", "junit.xml", "results.jsonl"] { Folders.remove(folder.appending(old)) }
    do {
      ktapFile = try FileDescriptor.open(
        folder.appending("results.ktap"), .writeOnly, options: [.create, .truncate],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw LabError("cannot write in \(folder): \(error)")
    }
  }

  func take(_ event: Event) {
    let results = reducer.consume(event)
    switch event {
    case .run: write(ktap.begin(reducer.run))
    case .rig: header()
    case .started: tick()
    default: break
    }
    for result in results {
      header()
      write(ktap.write(result))
      fresh.removeAll { $0.clause == result.clause }
      fresh.append(result)
      let bundle = result.needsBundle ? folder.appending("bundles").appending(result.clause.id).string : nil
      terminal.print(
        table.row(
          result, bundle: result.isRed ? bundle : nil,
          replay: result.isRed ? "\(replay) \(result.clause.id)" : nil))
    }
  }

  private func header() {
    guard !hasHeader, let run = reducer.run else { return }
    hasHeader = true
    terminal.print(table.header(run))
  }

  /// Keeps the status line's clock going.
  private func tick() {
    guard terminal.isInteractive else { return }
    ticker?.cancel()
    ticker = Task {
      while true {
        let elapsed = ContinuousClock.now - start
        terminal.show(
          ConsoleTable.progressLine(
            done: reducer.results.count, total: planned.count, running: reducer.running.first,
            elapsed: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18,
            width: terminal.width))
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  private func write(_ text: String) { _ = try? ktapFile.writeAll(text.utf8) }

  /// A guest is done: its files are complete.
  func endSession(_ output: FilePath) {
    let log = GuestLog(output)
    let files = Guest.files(in: output)
    for result in fresh where result.needsBundle { bundle(result, log, files) }
    fresh = []
    if verbose {
      ticker?.cancel()
      terminal.clearStatus()
      for clause in planned { terminal.print(log.during(clause.id).joined(separator: "\n") + "\n") }
      terminal.print(log.allTestsSaid)
    }
  }

  private func bundle(_ result: ClauseResult, _ log: GuestLog, _ files: [(name: String, base64: String)]) {
    let clause = result.clause
    let place = folder.appending("bundles").appending(clause.id)
    try? Folders.make(place)
    var text = ["\(clause.testName) (\(clause.grade.name))", "", "expected: \(clause.text)", ""]
    if !clause.history.isEmpty { text += ["history: \(clause.history)", ""] }
    text.append("verdict: \(result.verdict)")
    for issue in result.issues {
      text.append("actual: \(issue.message)" + (issue.location.map { " (\($0))" } ?? ""))
    }
    for note in result.notes { text.append("note: \(note)") }
    text += ["", "replay: \(replay) \(clause.id)", ""]
    try? Folders.write(text.joined(separator: "\n").utf8, to: place.appending("clause.txt"))
    try? Folders.write(
      (log.during(clause.id).joined(separator: "\n") + "\n").utf8, to: place.appending("kernel.log"))
    for file in files where file.name == "\(clause.id).pcap" {
      guard let data = Data(base64Encoded: file.base64) else { continue }
      try? Folders.write(data, to: place.appending("usbmon.pcap"))
    }
  }

  /// Writes what is known; the KTAP stays cut where it was.
  func abandon() {
    ticker?.cancel()
    terminal.clearStatus()
    writeFiles(Summary(reducer.results, seconds: seconds))
    try? ktapFile.close()
  }

  /// Gives the exit status.
  func finish() -> Int32 {
    take(.finished)
    write(ktap.finish())
    ticker?.cancel()
    terminal.clearStatus()
    let summary = Summary(reducer.results, seconds: seconds)
    terminal.print(table.closing(summary))
    writeFiles(summary)
    try? ktapFile.close()
    return summary.exitCode
  }

  private var seconds: Double {
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
  }

  private func writeFiles(_ summary: Summary) {
    guard let run = reducer.run else { return }
    let results = reducer.results
    try? Folders.write(JUnitWriter.document(run, results).utf8, to: folder.appending("junit.xml"))
    try? Folders.write(
      JSONLinesWriter.document(run, results, summary).utf8, to: folder.appending("results.jsonl"))
  }
}

extension ClauseResult {
  /// Whether somebody will want to know more.
  fileprivate var needsBundle: Bool {
    switch verdict {
    case .pass, .skip: false
    case .fail, .expectedFailure, .unexpectedPass, .inconclusive, .hung, .crashed: !isRecorded
    }
  }
}
