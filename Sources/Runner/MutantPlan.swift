import Clauses
import Foundation
import KernelLab
import Reporting
import SystemPackage

/// The mutants and rigs of a mutation run, and where its results go.
package struct MutantPlan: Sendable {
  /// The Debian suite whose kernel's modules are rebuilt.
  package static let suite = "bookworm"
  /// The kernels that mutants are made of.
  package static let kernels: [KernelSpec] = [.debian(suite: suite), .instrumented]

  private let kernel: KernelSpec
  private let mutants: [Mutant]
  private let rigs: [RigProfile]
  private let output: FilePath
  private let letsAllSpeak: Bool

  /// Chooses mutants. Throws a `HarnessError` if there is none.
  /// - Parameters:
  ///   - globs: Names of mutants; `*` and `?` stand for other characters.
  ///   - rigs: The rigs that they run on, of those that their headers name.
  ///   - kernel: One of `kernels`. On the instrumented one only mutants run that name a clause of FLT.
  ///   - output: The folder of the results, or nil for the usual one.
  ///   - letsAllSpeak: Whether all clauses run, not only until the first goes red.
  package init(
    _ globs: [String], on rigs: [RigProfile], of kernel: KernelSpec, output: FilePath?, letsAllSpeak: Bool
  ) throws {
    let isInstrumented = kernel == .instrumented
    let known = try Mutant.all()
    for glob in globs where !known.contains(where: { fnmatch(glob, $0.name, 0) == 0 }) {
      throw HarnessError("no mutant \(glob): see \(Mutant.folder)")
    }
    let chosen = known.filter { candidate in
      globs.contains { fnmatch($0, candidate.name, 0) == 0 } && candidate.rigs.contains { rigs.contains($0) }
        && (!isInstrumented || candidate.clauses.contains { Catalogue.clause($0)?.family == .flt })
    }
    if chosen.isEmpty {
      throw HarnessError(
        "none of these mutants names one of these rigs\(isInstrumented ? " and a clause of FLT" : "")")
    }
    for mutant in chosen {
      if let unknown = mutant.clauses.first(where: { Catalogue.clause($0) == nil }) {
        throw HarnessError("\(mutant.patch): no clause \(unknown)")
      }
    }
    self.kernel = kernel
    self.rigs = rigs.filter { rig in chosen.contains { $0.rigs.contains(rig) } }
    self.output = output ?? FilePath("results/mutants\(isInstrumented ? "-instrumented" : "")")
    self.letsAllSpeak = letsAllSpeak
    mutants = chosen
  }

  /// Runs the mutants, or takes over what an earlier run has of them, and writes the reports. Throws a `HarnessError`.
  /// - Parameter progress: Takes what is going on, and what became of each mutant.
  package func run(progress: @escaping @Sendable (String) -> Void) async throws -> MutantResult {
    try FileSystem.make(output)
    guard FileSystem.claim(output) else {
      throw HarnessError(
        "another run writes to \(output): wait for it, or give this one a folder (--output, OUT=)")
    }
    let kernel = try await Kernel.get(self.kernel, progress: progress)
    let program = try await ClauseProgram.build(for: kernel.architecture, progress: progress)
    let runner = MutantRunner(
      kernel: try await base(kernel, program, progress: progress),
      scheduler: GuestScheduler(HostResources(), memory: max(Guest.memory, kernel.spec.leastMemory)),
      folder: output, letsAllSpeak: letsAllSpeak)
    let start = ContinuousClock.now
    let outcome = try await runner.run(mutants, on: rigs, tell: progress)
    let matrix = KillMatrix(
      kernel: kernel.description, date: Date.now.formatted(.iso8601.year().month().day()),
      isWhole: letsAllSpeak,
      seconds: (ContinuousClock.now - start).inSeconds, records: outcome.records)
    for (name, text) in [
      ("json", matrix.json), ("html", KillPage.html(matrix)), ("md", KillPage.markdown(matrix)),
    ] {
      try FileSystem.write(text.utf8, to: output.appending("mutants.\(name)"))
    }
    return MutantResult(matrix: matrix, falseAlarms: outcome.falseAlarms)
  }

  private func base(
    _ kernel: Kernel, _ program: ClauseProgram, progress: @escaping @Sendable (String) -> Void
  ) async throws -> MutantKernel {
    if kernel.spec == .instrumented { return .instrumented(kernel, clauses: program) }
    let builder = try await ModuleBuilder.open(suite: Self.suite, progress: progress)
    var guests: [RigProfile: Guest] = [:]
    for rig in rigs {
      guests[rig] = try await Guest.prepare(
        kernel: kernel, clauses: program, rig: rig, memory: Guest.memory, progress: progress)
    }
    return .debian(builder, guests)
  }
}
