import Clauses
import Glibc
import GuestProtocol
import Reporting
import Rig

/// Runs clauses on this machine until each has a verdict. If a clause kills the tests, a new process runs the rest. If it
/// kills the kernel, the KTAP ends in the middle, which reads as a crash.
struct LocalRun {
  private let settings: Settings
  private var reducer: VerdictReducer
  private var ktap: KTAPWriter
  private let start = ContinuousClock.now
  /// The usbfs memory limit at the start, which a killed clause may have left lowered.
  private let limit = Quota.limit

  /// The number of lines of the kernel's log that are printed of a clause that makes the run fail.
  private static let logLimit = 60

  init(_ settings: Settings) {
    self.settings = settings
    reducer = VerdictReducer(planned: settings.planned, kernel: Kernel.version)
    ktap = KTAPWriter(planned: settings.planned)
  }

  func begin() {
    Console.write(
      ktap.begin(
        RunInfo(
          kernelRelease: Kernel.release, kernelSpec: "",
          rig: settings.rig, rigDetail: "")))
  }

  /// Skips every clause, for a machine that has no rig.
  mutating func skipAll(because reason: String) {
    for clause in settings.planned { take(.skipped(clause: clause.id, reason: reason)) }
  }

  mutating func runAll() {
    var remaining = settings.planned
    while !remaining.isEmpty {
      let end = TestProcess.run(remaining.map(\.id), timeout: settings.timeout) { take(line: $0) }
      let left = remaining.filter { !reducer.seen.contains($0.id) }
      let ranNone = left == remaining
      switch end {
      case .exited(let how, let bySignal):
        if reducer.current != nil || bySignal { take(.lost(.crashed, reason: how)) }
        if ranNone { say("no clause ran: \(how)") }
      case .silent, .stuck:
        take(.lost(.hung, reason: "nothing was heard for \(settings.timeout) s"))
      }
      remaining = left
      if end == .stuck { return say("the kernel does not let go of the tests: the rest cannot run") }
      if ranNone { return }
      if !remaining.isEmpty { restore() }
    }
  }

  mutating func end() {
    take(.finished)
    Console.write(ktap.finish())
    let seconds = (ContinuousClock.now - start).components.seconds
    for line in Summary(reducer.results, seconds: Double(seconds)).closingLines { say(line) }
  }

  private mutating func take(line: String) {
    let (before, rig) = (reducer.current, reducer.rigDetail)
    let results = reducer.take(line: line)
    // If the kernel dies, this is the last word on the console.
    if let clause = reducer.current, clause != before { say("\(clause.id) begins") }
    if let detail = reducer.rigDetail, detail != rig { say("rig \(settings.rig): \(detail)") }
    write(results)
  }

  private mutating func take(_ event: Event) { write(reducer.take(event)) }

  private mutating func write(_ results: [ClauseResult]) {
    for result in results {
      if result.isRed { tellLog(of: result.clause) }
      for kind in ["dmesg", "pcap"] { unlink(Self.file(result.clause, kind)) }
      Console.write(ktap.write(result))
    }
  }

  /// Prints the kernel's log of a clause, whose levels the console leaves out.
  private func tellLog(of clause: Clause) {
    let lines = (Files.read(Self.file(clause, "dmesg")) ?? "").split(separator: "\n")
    for line in lines.prefix(Self.logLimit) { say("\(clause.id) kernel: \(line)") }
    if lines.count > Self.logLimit {
      say("\(clause.id) kernel: and \(lines.count - Self.logLimit) more lines")
    }
  }

  /// The file in which the tests leave what they hand out of a clause.
  private static func file(_ clause: Clause, _ kind: String) -> String { "/tmp/\(clause.id).\(kind)" }

  private func say(_ text: String) { Console.write(ktap.remark(text)) }

  /// Restores what a clause that killed the tests could not restore.
  private func restore() {
    if let limit { try? Quota.setLimit(limit) }
    if let gadget = getenv(GuestVariable.gadget.rawValue) {
      TestProcess.runToEnd(["\(String(cString: gadget)) attach"])
    }
    say("a new process runs the rest")
  }
}
