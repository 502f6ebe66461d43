import Clauses
import KernelLab
import Reporting
import SystemPackage

/// Runs clauses in guests until each has a verdict: what kills or hangs its guest gets a fresh one for the rest.
struct Supervisor {
  let guest: Guest
  let rig: String
  let clauses: [Clause]
  let folder: FilePath
  let serial: String

  /// Seconds without a word from the guest after which it is hung. A clause takes seconds, on a slow machine some
  /// tens of them.
  private static let limit = 180

  /// What the event stream of one session said, shared with the one that reads it.
  private actor Session {
    private let report: Report
    private var decoder = EventDecoder()
    private(set) var seen: Set<String> = []
    private(set) var running: String?

    init(_ report: Report) { self.report = report }

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
        await report.take(event)
      }
    }
  }

  /// Gives the exit status.
  func run(_ report: Report) async throws -> Int32 {
    await report.take(
      .run(
        RunInfo(
          kernelRelease: guest.kernel.release, kernelSpec: guest.kernel.description, rig: rig, rigDetail: "")))
    var remaining = clauses.filter { $0.reach == .any }
    var number = 0
    do {
      while !remaining.isEmpty {
        number += 1
        let output = folder.appending("guests/\(number)")
        let session = Session(report)
        let end = try await guest.run(
          remaining.map(\.id),
          environment: [
            "USBFS_DEVICE": serial, "USBFS_RIG": rig, "USBFS_GADGET": "/gadget", "USBFS_REQUIRE_RIG": "1",
            "SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED": "1", "NO_COLOR": "1",
          ], output: output, limit: Self.limit
        ) { await session.take($0) }
        let seen = await session.seen
        switch end {
        case .exited(let status):
          if await session.running != nil { await report.take(.lost(.crashed, reason: "the tests ended with status \(status)")) }
        case .failed(let reason):
          throw LabError("the guest cannot begin: \(reason); see \(output)/console.log")
        case .timedOut:
          await report.take(.lost(.hung, reason: "nothing was heard for \(Self.limit) s"))
        case .died:
          await report.take(.lost(.crashed, reason: GuestLog(output).lastWords))
        }
        await report.endSession(output)
        if seen.isEmpty {
          throw LabError("the guest ran no clause; its tests said: \(GuestLog(output).testsSaid). See \(output)")
        }
        remaining.removeAll { seen.contains($0.id) }
      }
      for clause in clauses {
        if let lack = clause.reach.lack { await report.take(.skipped(clause: clause.id, reason: lack)) }
      }
    } catch {
      await report.abandon()
      throw error
    }
    return await report.finish()
  }
}
