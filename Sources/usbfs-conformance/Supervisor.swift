import Clauses
import Glibc
import KernelLab
import Reporting
import SystemPackage

/// Runs clauses in guests until each has a verdict: what kills or hangs its guest gets a fresh one for the rest.
///
/// Two guests share the work where there are cores for them: clauses mostly wait for one processor.
struct Supervisor {
  let guest: Guest
  let rig: String
  let clauses: [Clause]
  let folder: FilePath
  let serial: String

  /// Seconds without a word from the guest after which it is hung: many times what any clause takes. USBFS_LIMIT
  /// sets another, for whoever tests this.
  private static let limit = getenv("USBFS_LIMIT").flatMap { Int(String(cString: $0)) } ?? 180
  /// A second guest is not worth its start for fewer clauses.
  private static let fewest = 16

  /// What the event stream of one guest says.
  private actor Stream {
    private let report: Report
    private let lane: Int
    private var decoder = EventDecoder()
    private(set) var seen: Set<String> = []
    private(set) var running: String?

    init(_ report: Report, lane: Int) {
      self.report = report
      self.lane = lane
    }

    func take(_ line: String) async {
      for event in decoder.decode(line: line) {
        switch event {
        case .started(let clause, _):
          seen.insert(clause)
          running = clause
        case .ended(let clause, _):
          seen.insert(clause)
          running = nil
        case .skipped(let clause, _), .inconclusive(let clause, _):
          seen.insert(clause)
        default: break
        }
        await report.take(event, lane: lane)
      }
    }
  }

  /// The clauses that a rig carries, dealt out in turn.
  static func lanes(_ clauses: [Clause]) -> [[Clause]] {
    let carried = clauses
    let count = carried.count >= fewest && sysconf(CInt(_SC_NPROCESSORS_ONLN)) > 1 ? 2 : 1
    return (0..<count).map { lane in carried.enumerated().filter { $0.offset % count == lane }.map(\.element)
    }
  }

  /// Gives the exit status.
  func run(_ report: Report) async throws -> Int32 {
    await report.begin(
      RunInfo(
        kernelRelease: guest.kernel.release, kernelSpec: guest.kernel.description, rig: rig, rigDetail: ""))
    do {
      try await withThrowingTaskGroup { group in
        for (lane, clauses) in Self.lanes(clauses).enumerated() {
          group.addTask { try await run(clauses, lane: lane, report) }
        }
        try await group.waitForAll()
      }
    } catch {
      await report.abandon()
      throw error
    }
    return try await report.finish()
  }

  /// What the tests in the guest are told.
  private var environment: [String: String] {
    [
      "USBFS_DEVICE": serial, "USBFS_RIG": rig, "USBFS_REQUIRE_RIG": "1",
      "SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED": "1", "NO_COLOR": "1",
    ]
  }

  /// Runs the clauses of a lane, in as many guests one after the other as it takes.
  private func run(_ clauses: [Clause], lane: Int, _ report: Report) async throws {
    var remaining = clauses
    while !remaining.isEmpty {
      let output = await report.nextGuest()
      let stream = Stream(report, lane: lane)
      let end = try await guest.run(
        remaining.map(\.id),
        environment: environment, output: output, limit: Self.limit
      ) { await stream.take($0) }
      // A dead guest's capture died with it: the clause runs once more, and this time it is handed out as it grows.
      var second: (output: FilePath, end: Guest.End)?
      if let culprit = await stream.running, end == .died || end == .timedOut {
        let output = await report.nextGuest()
        let end = try await guest.run(
          [culprit], environment: environment.merging(["USBFS_CAPTURE": "/dev/ttyS3"]) { $1 }, output: output,
          limit: Self.limit / 3
        ) { _ in }
        second = (output, end)
      }
      switch end {
      case .exited(let status):
        if await stream.running != nil {
          await report.take(.lost(.crashed, reason: "the tests ended with status \(status)"), lane: lane)
        }
      case .failed(let reason):
        throw LabError("the guest cannot begin: \(reason); see \(output)/console.log")
      case .timedOut:
        await report.take(.lost(.hung, reason: "nothing was heard for \(Self.limit) s"), lane: lane)
      case .died:
        await report.take(.lost(.crashed, reason: GuestLog(output).lastWords), lane: lane)
      }
      await report.endSession(output, lane: lane, second: second)
      let seen = await stream.seen
      if seen.isEmpty {
        throw LabError(
          "the guest ran no clause; its tests said: \(GuestLog(output).testsSaid). See \(output)")
      }
      remaining.removeAll { seen.contains($0.id) }
    }
  }
}
