import Clauses
import KernelLab
import SystemPackage

/// The kernel that mutants are made of.
enum MutantKernel {
  /// Debian's kernel: a module is rebuilt, and stands in for its own in guests that wait for it.
  case debian(ModuleBuilder, [RigProfile: Guest])
  /// The instrumented kernel: all of it is linked anew, and boots. FLT needs it.
  case instrumented(Kernel, clauses: ClauseProgram)

  /// The release as `uname -r` prints it.
  var release: String {
    switch self {
    case .debian(let builder, _): builder.release
    case .instrumented(let kernel, _): kernel.release
    }
  }

  /// The clauses that run on it here: on the one that fails on purpose, those that need that.
  var clauses: [Clause] {
    switch self {
    case .debian: Catalogue.clauses.filter { $0.family != .flt }
    case .instrumented: Catalogue.clauses.filter { $0.family == .flt }
    }
  }

  /// A guest that runs a mutant, or the kernel without a change. Throws a `HarnessError` that says why there is none.
  func guest(
    _ mutant: Mutant?, _ rig: RigProfile, progress: @escaping @Sendable (String) -> Void
  ) async throws -> Guest {
    switch self {
    case .debian(let builder, let guests):
      let module = try await builder.build(mutant)
      return try await guests[rig]!.replacing([module.module: module.file])
    case .instrumented(let kernel, let clauses):
      var kernel = kernel
      if let mutant { kernel = try await Kernel.instrumented(mutant, progress: progress) }
      return try await Guest.prepare(
        kernel: kernel, clauses: clauses, rig: rig, memory: kernel.spec.leastMemory, progress: progress)
    }
  }
}
