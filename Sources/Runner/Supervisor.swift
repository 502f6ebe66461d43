import Clauses
import Glibc
import GuestProtocol
import KernelLab
import Reporting
import SystemPackage

/// Runs clauses in guests until each has a verdict: what kills or hangs its guest gets a fresh one for the rest.
///
/// Several guests share the work where there are cores for them: clauses mostly wait for one processor, and those that
/// have the emulated device come and go 200 times mostly wait for nothing but the bus.
struct Supervisor {
  let guest: any SupervisedGuest
  let scheduler: GuestScheduler

  /// Seconds without a word from the guest after which it is hung; clauses that take long send heartbeats. USBFS_HANG_TIMEOUT
  /// sets another, for whoever tests this.
  private static let ordinaryTimeout =
    getenv(GuestVariable.hangTimeout.rawValue).flatMap { Int(String(cString: $0)) } ?? 300
  private var timeout: Int { Self.ordinaryTimeout * guest.slowness }
  /// Two guests are not worth their start for fewer clauses.
  private static let fewest = 16

  /// The clauses in the guests that share them. A guest of its own has each that takes minutes, to wait for the bus
  /// beside the others, that wants processors that run at the same moment, which makes all in its guest slower, and
  /// that every kernel dies of, so that the others in its guest need no second one.
  static func lanes(_ clauses: [Clause], _ rig: RigProfile, _ room: HostResources) -> [[Clause]] {
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

  private static func takesMinutes(_ clause: Clause, _ rig: RigProfile) -> Bool {
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

  /// The environment of the tests in the guest.
  private var environment: [String: String] {
    [
      GuestVariable.device.rawValue: "usbfs-conformance", GuestVariable.requireRig.rawValue: "1",
      GuestVariable.timeout.rawValue: "\(120 * guest.slowness)",
      "SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED": "1", "NO_COLOR": "1",
    ]
  }

  /// Runs the clauses of a lane, in as many guests one after the other as it takes.
  private func run(_ clauses: [Clause], lane: Int, _ observer: any RunObserver) async throws {
    var remaining = clauses
    /// The number of kernels that were lost before a clause began.
    var lostAtStart = 0
    while !remaining.isEmpty, await !observer.isSatisfied {
      let goesOn = remaining.count < clauses.count
      let (output, end) = try await run(remaining, environment, timeout: timeout, goesOn: goesOn, observer) {
        await observer.take(line: $0, lane: lane)
        return await !observer.isSatisfied
      }
      // A dead guest's capture died with it: the clause runs once more, and this time it is handed out as it grows; not
      // one of which every kernel is known to die.
      var second: SecondRun?
      let reducer = await observer.reducer(of: lane)
      if let clause = reducer.current, end.isLoss, await observer.wantsCaptures, remaining.contains(clause),
        !clause.grade.everyKernelCrashes, let captureDevice = guest.captureDevice
      {
        let (output, end) = try await run(
          [clause], environment.merging([GuestVariable.capture.rawValue: captureDevice]) { $1 },
          timeout: timeout / 2, goesOn: true, observer
        ) { _ in true }
        second = SecondRun(clause: clause.id, output: output, end: end)
      }
      let left = remaining.filter { !reducer.seen.contains($0.id) }
      if let (loss, reason) = startLoss(end, output), left == remaining, await observer.judgesStart {
        lostAtStart += 1
        // A kernel that does it twice does it always: the clauses that are left did not run, for the first one's reason.
        if lostAtStart == 1 {
          let clause = remaining.removeFirst().id
          await observer.take(.started(clause: clause, at: 0), lane: lane)
          // Whatever the clause is known to die of, it was not this.
          await observer.take(.issue(clause: clause, Issue(message: "no clause had begun")), lane: lane)
          await observer.take(.lost(loss, reason: reason), lane: lane)
        }
        await observer.endSession(output, lane: lane, second: nil)
        if lostAtStart > 1 { return }
        continue
      }
      switch end {
      case .exited(let status):
        // Between two clauses only a signal ends them, and the clause before has set that off.
        if reducer.current != nil || status > 128 {
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
      if left == remaining {
        // A clause without a test never runs; it does not cost the others their verdicts.
        if case .exited = end, remaining.count < clauses.count { return }
        let silence = if case .timedOut = end { " and was not heard for \(timeout) s" } else { "" }
        throw HarnessError(
          "the guest ran no clause\(silence); its tests said: \(GuestLog(output).testsSaid). See \(output)")
      }
      remaining = left
    }
  }

  /// The loss of a kernel before the first clause began, and its reason. Nil if it had not begun to load what is under test, or
  /// was not lost.
  private func startLoss(_ end: Guest.End, _ output: FilePath) -> (GuestFailure, reason: String)? {
    let place = "between loading usbcore and the first clause"
    switch end {
    case .timedOut(isUnderTest: true): return (.hung, "nothing was heard for \(timeout) s \(place)")
    case .died(isUnderTest: true): return (.crashed, "\(GuestLog(output).lastWords), \(place)")
    default: return nil
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

extension Guest.End {
  /// Whether the guest was lost.
  fileprivate var isLoss: Bool {
    switch self {
    case .timedOut, .died: true
    case .exited, .failed, .lacking, .stopped: false
    }
  }
}
