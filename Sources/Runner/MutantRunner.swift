import Clauses
import Foundation
import KernelLab
import Reporting
import Synchronization
import SystemPackage

/// Builds mutants one after the other and tries those that are built side by side.
struct MutantRunner {
  /// The outcome of a run of mutants.
  struct Outcome {
    var records: [MutantRecord] = []
    /// The clauses that went red on the kernel without a change, by rig.
    var falseAlarms: [(rig: RigProfile, killers: String)] = []
  }

  let kernel: MutantKernel
  let scheduler: GuestScheduler
  let folder: FilePath
  let letsAllSpeak: Bool

  /// One run: a mutant, or the kernel as it is, on a rig.
  private struct Plan {
    var mutant: Mutant?
    var rig: RigProfile
    var named: [Clause]
    var others: [Clause]

    var name: String { mutant?.name ?? MutantRunner.unchanged }
  }

  /// Tells what became of each, and how many are done.
  private final class Progress: Sendable {
    private let total: Int
    private let tell: @Sendable (String) -> Void
    private let done = Mutex(0)

    init(total: Int, tell: @escaping @Sendable (String) -> Void) {
      self.total = total
      self.tell = tell
    }

    func say(_ record: MutantRecord) {
      let number = done.withLock { done in
        done += 1
        return done
      }
      let isControl = record.mutant == MutantRunner.unchanged && record.fate == .survived
      let told = record.fate == .error ? [record.reason ?? ""] : record.killers
      let words = isControl ? ["conforms"] : [record.fate.rawValue] + told
      tell("\(number)/\(total) \(record.mutant) \(record.rig) \(words.joined(separator: " "))")
    }
  }

  /// The name of what is no mutant.
  private static let unchanged = "unchanged"

  /// Runs all mutants, and the unchanged kernel on each rig. `tell` is told what became of each.
  func run(_ mutants: [Mutant], on rigs: [RigProfile], tell: @escaping @Sendable (String) -> Void)
    async throws -> Outcome
  {
    let plans =
      rigs.map { control(mutants, $0) }
      + mutants.flatMap { mutant in
        mutant.rigs.filter { rigs.contains($0) }.map { plan(mutant, $0) }
      }
    var outcome = Outcome()
    let progress = Progress(total: plans.count, tell: tell)
    func take(_ plan: Plan, _ record: MutantRecord) {
      if plan.mutant != nil {
        outcome.records.append(record)
      } else if record.fate != .survived {
        outcome.falseAlarms.append((plan.rig, record.reason ?? record.killers.joined(separator: " ")))
      }
    }
    func settle(_ plan: Plan, _ record: MutantRecord) {
      progress.say(record)
      take(plan, record)
    }
    try await withThrowingTaskGroup(of: (Plan, MutantRecord).self) { group in
      for plan in plans {
        if let mutant = plan.mutant, let needs = mutant.needs, !has(needs) {
          settle(plan, record(plan, .notApplicable, "needs Linux \(needs.major).\(needs.minor)"))
          continue
        }
        let guest: Guest
        do { guest = try await kernel.guest(plan.mutant, plan.rig, progress: tell) } catch let error
          as HarnessError
        {
          try Task.checkCancellation()
          settle(plan, record(plan, .error, "\(error)"))
          continue
        }
        let key = key(plan, guest)
        if let known = recall(plan, key) {
          settle(plan, known)
          continue
        }
        group.addTask {
          let record = try await attempt(plan, guest)
          if record.fate != .error { try keep(record, plan, key) }
          progress.say(record)
          return (plan, record)
        }
      }
      for try await (plan, record) in group { take(plan, record) }
    }
    return outcome
  }

  // MARK: What runs

  private func plan(_ mutant: Mutant, _ rig: RigProfile) -> Plan {
    let named = mutant.clauses.compactMap { id in kernel.clauses.first { $0.id == id } }
    // That nothing sees it was argued; those that come nearest try.
    let isArgued = mutant.equivalence != nil && !letsAllSpeak
    let others = isArgued ? [] : kernel.clauses.filter { !named.contains($0) }
    return Plan(mutant: mutant, rig: rig, named: named, others: others)
  }

  /// The clauses that the mutants of this rig name, on the kernel as it is.
  private func control(_ mutants: [Mutant], _ rig: RigProfile) -> Plan {
    let ids = Set(mutants.filter { $0.rigs.contains(rig) }.flatMap(\.clauses))
    let named = kernel.clauses.filter { letsAllSpeak || ids.contains($0.id) }
    return Plan(mutant: nil, rig: rig, named: named, others: [])
  }

  private func has(_ needs: (major: Int, minor: Int)) -> Bool {
    let numbers = kernel.release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (needs.major, needs.minor)
  }

  private func attempt(_ plan: Plan, _ guest: Guest) async throws -> MutantRecord {
    let run = MutantRun(
      folder: folder.appending("guests/\(plan.name)-\(plan.rig.name)"), letsAllSpeak: letsAllSpeak)
    do {
      try await run.run(plan.named, others: plan.others, on: Supervisor(guest: guest, scheduler: scheduler))
    } catch let error as HarnessError {
      try Task.checkCancellation()
      return record(plan, .error, "\(error)")
    }
    let (verdicts, killers, seconds) = await run.record
    var result = record(plan, killers.isEmpty ? .survived : .killed)
    if let argument = plan.mutant?.equivalence {
      result.fate = killers.isEmpty ? .equivalent : .error
      result.reason = killers.isEmpty ? argument : "argued to be equivalent, and is not: \(argument)"
    }
    (result.verdicts, result.killers, result.seconds) = (verdicts, killers, seconds)
    return result
  }

  private func record(_ plan: Plan, _ fate: MutantRecord.Fate, _ reason: String? = nil) -> MutantRecord {
    MutantRecord(
      mutant: plan.name, rig: plan.rig.name, change: plan.mutant?.change ?? "",
      origin: plan.mutant?.origin ?? "",
      fate: fate, reason: reason)
  }

  // MARK: What was done already

  /// A run's result, and what it depends on.
  private struct Kept: Codable {
    var key: String
    var record: MutantRecord
  }

  /// The key of a kept result: it changes with anything that the result depends on.
  private func key(_ plan: Plan, _ guest: Guest) -> String {
    let clauses = plan.named.map(\.id) + ["others:"] + plan.others.map(\.id)
    return ([guest.key, letsAllSpeak ? "all" : "first"] + clauses).joined(separator: " ")
  }

  private func file(_ plan: Plan) -> FilePath {
    folder.appending("trials/\(plan.name)-\(plan.rig.name).json")
  }

  private func recall(_ plan: Plan, _ key: String) -> MutantRecord? {
    guard let bytes = try? FileSystem.read(file(plan)),
      let kept = try? JSONDecoder().decode(Kept.self, from: Data(bytes)), kept.key == key
    else { return nil }
    var record = kept.record
    // What its header says may have changed since.
    (record.change, record.origin) = (plan.mutant?.change ?? "", plan.mutant?.origin ?? "")
    if record.fate == .equivalent { record.reason = plan.mutant?.equivalence }
    return record
  }

  private func keep(_ record: MutantRecord, _ plan: Plan, _ key: String) throws {
    try FileSystem.make(folder.appending("trials"))
    try FileSystem.write(JSONEncoder().encode(Kept(key: key, record: record)), to: file(plan))
  }
}
