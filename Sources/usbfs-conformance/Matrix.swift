import Clauses
import KernelLab
import Reporting

/// The rigs of one kernel, side by side as far as there is room for their guests.
struct Matrix {
  /// A rig and the report it fills.
  struct Side {
    let rig: VirtualRig
    let report: Report
  }

  let sides: [Side]
  let clauses: [Clause]
  let console: Console
  let slots: GuestSlots

  /// Runs the clauses on every rig. Where the harness breaks, that rig has no verdict and the others go on.
  func run(prepare: (VirtualRig) async throws -> Guest) async throws -> [RigRecord] {
    defer { console.stop() }
    var outcomes: [Int: RigOutcome] = [:]
    var guests: [Int: Guest] = [:]
    for (index, side) in sides.enumerated() {
      do { guests[index] = try await prepare(side.rig) } catch {
        outcomes[index] = try await fail(error, index)
      }
    }
    console.begin()
    try await withThrowingTaskGroup(of: (Int, RigOutcome).self) { group in
      for (index, guest) in guests.sorted(by: { starts($0.key, before: $1.key) }) {
        group.addTask { (index, try await run(index, guest)) }
      }
      for try await (index, outcome) in group { outcomes[index] = outcome }
    }
    console.close()
    var records: [RigRecord] = []
    for (index, side) in sides.enumerated() { records.append(await side.report.record(outcomes[index]!)) }
    return records
  }

  private func starts(_ one: Int, before other: Int) -> Bool {
    let (slow, otherIsSlow) = (sides[one].rig.isSlow, sides[other].rig.isSlow)
    return slow == otherIsSlow ? one < other : slow
  }

  private func run(_ index: Int, _ guest: Guest) async throws -> RigOutcome {
    let report = sides[index].report
    do {
      try await Supervisor(guest: guest, slots: slots).run(Supervisor.lanes(clauses, guest.rig), report)
      return .verdict(try await report.finish())
    } catch {
      return try await fail(error, index)
    }
  }

  /// Says why the rig has no verdict. Whatever fails in a run that is being interrupted fails because of that.
  private func fail(_ error: any Error, _ index: Int) async throws -> RigOutcome {
    let isInterrupted = Task.isCancelled || error is CancellationError
    await sides[index].report.abandon(isInterrupted ? "interrupted" : "\(error)")
    if isInterrupted { throw CancellationError() }
    let outcome = RigOutcome.noVerdict("\(error)")
    console.end(outcome, rig: index)
    return outcome
  }
}
