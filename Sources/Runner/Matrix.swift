import Clauses
import KernelLab
import Reporting

/// The rigs of all kernels, side by side as far as there is room for their guests.
struct Matrix {
  /// A rig of a kernel and the report it fills.
  struct Job {
    /// The kernel to run, or the error why there is none.
    let kernel: Result<Kernel, HarnessError>
    let rig: RigProfile
    /// The clauses, by the guests that run them.
    let lanes: [[Clause]]
    let report: RunRecorder
  }

  /// The reason why all clauses are skipped on a rig.
  struct Skip: Error {
    let reason: String
  }

  let jobs: [Job]
  let view: any RunView
  let scheduler: GuestScheduler
  /// Whether an earlier run was interrupted, and what it has is taken over.
  let continues: Bool

  /// Runs the clauses on every rig. Where the harness breaks, that rig has no verdict and the others go on.
  func run(prepare: (Kernel, RigProfile) async throws -> Guest) async throws -> [RigOutcome] {
    defer { view.stop() }
    view.begin()
    if !continues { for job in jobs { await job.report.forget() } }
    var outcomes: [Int: RigOutcome] = [:]
    try await withThrowingTaskGroup(of: (Int, RigOutcome).self) { group in
      // While a guest is prepared others run already.
      for index in jobs.indices.sorted(by: starts) {
        let job = jobs[index]
        do {
          let guest = try await prepare(try job.kernel.get(), job.rig)
          if continues, let outcome = try await job.report.adopt(guest.key) {
            outcomes[index] = outcome
            continue
          }
          try await job.report.begin(guest.key)
          group.addTask { (index, try await run(index, job, guest)) }
        } catch let skip as Skip {
          outcomes[index] = try await self.skip(skip, job)
        } catch {
          outcomes[index] = try await fail(error, index)
        }
      }
      for try await (index, outcome) in group { outcomes[index] = outcome }
    }
    view.close()
    return jobs.indices.map { outcomes[$0]! }
  }

  /// The order in which jobs start: those that take minutes first.
  private func starts(_ one: Int, before other: Int) -> Bool {
    let (isLong, otherIsLong) = (jobs[one].rig.isEmulated, jobs[other].rig.isEmulated)
    return isLong == otherIsLong ? one < other : isLong
  }

  private func run(_ index: Int, _ job: Job, _ guest: Guest) async throws -> RigOutcome {
    do {
      try await Supervisor(guest: guest, scheduler: scheduler).run(job.lanes, job.report)
      return .verdict(try await job.report.finish())
    } catch {
      return try await fail(error, index)
    }
  }

  /// Records that the rig is none of its kernel's.
  private func skip(_ skip: Skip, _ job: Job) async throws -> RigOutcome {
    try await job.report.begin(skip.reason)
    for (lane, clauses) in job.lanes.enumerated() {
      for clause in clauses {
        await job.report.take(.skipped(clause: clause.id, reason: skip.reason), lane: lane)
      }
    }
    return .verdict(try await job.report.finish())
  }

  /// Records why the rig has no verdict. Whatever fails in a run that is being interrupted fails because of that.
  private func fail(_ error: any Error, _ index: Int) async throws -> RigOutcome {
    let isInterrupted = Task.isCancelled || error is CancellationError
    let outcome = isInterrupted ? RigOutcome.interrupted : .noVerdict("\(error)")
    await jobs[index].report.abandon(outcome)
    if isInterrupted { throw CancellationError() }
    view.end(outcome, column: index)
    return outcome
  }
}
