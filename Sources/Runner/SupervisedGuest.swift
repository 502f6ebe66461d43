import KernelLab
import SystemPackage

/// A guest as the supervisor uses it: QEMU's, or one that a test plays.
protocol SupervisedGuest: Sendable {
  /// The rig that the clauses run on.
  var rig: RigProfile { get }
  /// The factor by which a clause takes longer than on an ordinary kernel, about.
  var slowness: Int { get }
  /// The device in the guest to which captures go while they are made; nil if there is none.
  var captureDevice: String? { get }
  /// Runs clauses, as `Guest.run` does.
  func run(
    _ clauses: [String], environment: [String: String], output: FilePath, timeout: Int, parallelVCPUs: Bool,
    line: @escaping @Sendable (String) async -> Bool
  ) async throws -> Guest.End
}

extension Guest: SupervisedGuest {
  var slowness: Int { kernel.slowness }
}
