import Clauses
import Glibc
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

  /// Seconds without a word from the guest after which it is hung: many times what any clause takes. USBFS_LIMIT
  /// sets another, for whoever tests this.
  private static let limit = getenv("USBFS_LIMIT").flatMap { Int(String(cString: $0)) } ?? 180

  /// What the event streams of the guests say.
  private actor Stream {
    private let report: Report
    private var decoder = EventDecoder()
    private(set) var seen: Set<String> = []
    private(set) var running: String?

    /// Clauses that no rig carries and that nothing was said of yet.
    private var lacking: [Clause]

    init(_ report: Report, lacking: [Clause]) {
      self.report = report
      self.lacking = lacking
    }

    /// Says why clauses are skipped that stand before this one, so that the table keeps the catalogue's order.
    func skip(before clause: String?) async {
      let end = Catalogue.clauses.firstIndex { $0.id == clause } ?? Catalogue.clauses.endIndex
      let before = Set(Catalogue.clauses[..<end].map(\.id))
      for clause in lacking where before.contains(clause.id) {
        await report.take(.skipped(clause: clause.id, reason: clause.reach.lack!))
      }
      lacking.removeAll { before.contains($0.id) }
    }

    /// Another guest speaks.
    func begin() {
      seen = []
      running = nil
    }

    func take(_ line: String) async {
      for event in decoder.decode(line: line) {
        switch event {
        case .started(let clause, _):
          await skip(before: clause)
          seen.insert(clause)
          running = clause
        case .ended(let clause, _):
          seen.insert(clause)
          running = nil
        case .skipped(let clause, _), .inconclusive(let clause, _):
          await skip(before: clause)
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
          kernelRelease: guest.kernel.release, kernelSpec: guest.kernel.description, rig: rig, rigDetail: ""))
    )
    var remaining = clauses.filter { $0.reach == .any }
    var number = 0
    let stream = Stream(report, lacking: clauses.filter { $0.reach.lack != nil })
    do {
      while !remaining.isEmpty {
        number += 1
        let output = folder.appending("guests/\(number)")
        await stream.begin()
        let end = try await guest.run(
          remaining.map(\.id),
          environment: [
            "USBFS_DEVICE": serial, "USBFS_RIG": rig, "USBFS_GADGET": "/gadget", "USBFS_REQUIRE_RIG": "1",
            "SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED": "1", "NO_COLOR": "1",
          ], output: output, limit: Self.limit
        ) { await stream.take($0) }
        let seen = await stream.seen
        switch end {
        case .exited(let status):
          if await stream.running != nil {
            await report.take(.lost(.crashed, reason: "the tests ended with status \(status)"))
          }
        case .failed(let reason):
          throw LabError("the guest cannot begin: \(reason); see \(output)/console.log")
        case .timedOut:
          await report.take(.lost(.hung, reason: "nothing was heard for \(Self.limit) s"))
        case .died:
          await report.take(.lost(.crashed, reason: GuestLog(output).lastWords))
        }
        await report.endSession(output)
        if seen.isEmpty {
          throw LabError(
            "the guest ran no clause; its tests said: \(GuestLog(output).testsSaid). See \(output)")
        }
        remaining.removeAll { seen.contains($0.id) }
      }
      await stream.skip(before: nil)
    } catch {
      await report.abandon()
      throw error
    }
    return await report.finish()
  }
}
