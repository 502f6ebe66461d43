import Clauses
import Glibc
import KernelLab
import Reporting
import SystemPackage

/// Who is told what happens in the guests.
protocol RunObserver: Actor {
  /// A guest begins: where it puts what it says.
  func nextGuest() -> FilePath
  /// A guest of a lane said a line.
  func take(line: String, lane: Int)
  /// Something happened to the guests of a lane that they cannot say themselves.
  func take(_ event: Event, lane: Int)
  /// What the guests of a lane come to so far.
  func reducer(of lane: Int) -> VerdictReducer
  /// A guest is done: its files are complete. The clause that killed it may have run a `second` time for its capture.
  func endSession(_ output: FilePath, lane: Int, second: SecondRun?)
  /// Whether the clause that killed its guest is to run a second time for its capture.
  var wantsCaptures: Bool { get }
  /// Whether no more needs to run.
  var isSatisfied: Bool { get }
}

/// The clause that killed its guest ran once more, alone.
struct SecondRun {
  let clause: String
  let output: FilePath
  let end: Guest.End
}

/// Runs clauses in guests until each has a verdict: what kills or hangs its guest gets a fresh one for the rest.
///
/// Several guests share the work where there are cores for them: clauses mostly wait for one processor, and those that
/// have the emulated device come and go 200 times mostly wait for nothing but the bus.
struct Supervisor {
  let guest: Guest
  let scheduler: GuestScheduler

  /// Seconds without a word from the guest after which it is hung; clauses that take long send heartbeats. USBFS_HANG_TIMEOUT
  /// sets another, for whoever tests this.
  private static let ordinaryTimeout =
    getenv("USBFS_HANG_TIMEOUT").flatMap { Int(String(cString: $0)) } ?? 300
  private var timeout: Int { Self.ordinaryTimeout * guest.kernel.slowness }
  /// Two guests are not worth their start for fewer clauses.
  private static let fewest = 16

  /// The clauses in the guests that share them. A guest of its own has each that takes minutes, to wait for the bus
  /// beside the others, that wants processors that run at the same moment, which makes all in its guest slower, and
  /// that every kernel dies of, so that the others in its guest need no second one.
  static func lanes(_ clauses: [Clause], _ rig: VirtualRig, _ room: HostResources) -> [[Clause]] {
    let alone = clauses.filter {
      takesMinutes($0, rig) || $0.demand == .processors || $0.grade.everyKernelCrashes
    }
    let short = clauses.filter { !alone.contains($0) }
    let count = short.count >= fewest && room.cores > 1 ? 2 : 1
    let dealt = (0..<count).map { lane in
      short.enumerated().filter { $0.offset % count == lane }.map(\.element)
    }
    return alone.map { [$0] } + dealt.filter { !$0.isEmpty }
  }

  private static func takesMinutes(_ clause: Clause, _ rig: VirtualRig) -> Bool {
    rig.isEmulated && clause.demand == .minutes
  }

  /// Runs the clauses of each lane beside those of the others.
  func run(_ lanes: [[Clause]], _ observer: any RunObserver) async throws {
    try await withThrowingTaskGroup { group in
      for (lane, clauses) in lanes.enumerated() {
        group.addTask { try await run(clauses, lane: lane, observer) }
      }
      try await group.waitForAll()
    }
  }

  /// What the tests in the guest are told.
  private var environment: [String: String] {
    [
      "USBFS_DEVICE": "usbfs-conformance", "USBFS_RIG": guest.rig.rawValue, "USBFS_REQUIRE_RIG": "1",
      "USBFS_TIMEOUT": "\(120 * guest.kernel.slowness)",
      "SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED": "1", "NO_COLOR": "1",
    ]
  }

  /// Runs the clauses of a lane, in as many guests one after the other as it takes.
  private func run(_ clauses: [Clause], lane: Int, _ observer: any RunObserver) async throws {
    var remaining = clauses
    while !remaining.isEmpty, await !observer.isSatisfied {
      let goesOn = remaining.count < clauses.count
      let (output, end) = try await run(remaining, environment, timeout: timeout, goesOn: goesOn, observer) {
        await observer.take(line: $0, lane: lane)
        return await !observer.isSatisfied
      }
      // A dead guest's capture died with it: the clause runs once more, and this time it is handed out as it grows; not
      // one of which every kernel is known to die.
      var second: SecondRun?
      let culprit = await observer.reducer(of: lane).current
      if let clause = culprit, end == .died || end == .timedOut, await observer.wantsCaptures,
        remaining.contains(clause), !clause.grade.everyKernelCrashes
      {
        let (output, end) = try await run(
          [clause], environment.merging(["USBFS_CAPTURE": "/dev/ttyS3"]) { $1 },
          timeout: timeout / 2, goesOn: true, observer
        ) { _ in true }
        second = SecondRun(clause: clause.id, output: output, end: end)
      }
      switch end {
      case .exited(let status):
        // Between two clauses only a signal ends them, and the clause before has set that off.
        if culprit != nil || status > 128 {
          await observer.take(.lost(.crashed, reason: "the tests ended with status \(status)"), lane: lane)
        }
      case .failed(let reason):
        throw HarnessError("the guest cannot begin: \(reason); see \(output)/console.log")
      case .lacking(let reason):
        for clause in remaining {
          await observer.take(.skipped(clause: clause.id, reason: reason), lane: lane)
        }
        return
      case .timedOut:
        await observer.take(.lost(.hung, reason: "nothing was heard for \(timeout) s"), lane: lane)
      case .died:
        await observer.take(.lost(.crashed, reason: GuestLog(output).lastWords), lane: lane)
      case .stopped: break
      }
      await observer.endSession(output, lane: lane, second: second)
      let seen = await observer.reducer(of: lane).seen
      let left = remaining.filter { !seen.contains($0.id) }
      if left == remaining {
        // A clause without a test never runs; it does not cost the others their verdicts.
        if case .exited = end, remaining.count < clauses.count { return }
        let silence = end == .timedOut ? " and was not heard for \(timeout) s" : ""
        throw HarnessError(
          "the guest ran no clause\(silence); its tests said: \(GuestLog(output).testsSaid). See \(output)")
      }
      remaining = left
    }
  }

  /// Runs clauses in one guest, once there is room for it.
  private func run(
    _ clauses: [Clause], _ environment: [String: String], timeout: Int, goesOn: Bool,
    _ observer: any RunObserver,
    line: @escaping @Sendable (String) async -> Bool
  ) async throws -> (output: FilePath, end: Guest.End) {
    let share = clauses.allSatisfy { Self.takesMinutes($0, guest.rig) } ? GuestScheduler.Share.waits : .works
    return try await scheduler.run(share, goesOn: goesOn) {
      let output = await observer.nextGuest()
      let end = try await guest.run(
        clauses.map(\.id), environment: environment, output: output, timeout: timeout,
        parallelVCPUs: clauses.contains { $0.demand == .processors }, line: line)
      return (output, end)
    }
  }
}
