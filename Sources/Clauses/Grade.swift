/// Grade of a clause: how binding it is, and for which kernels.
package enum Grade: Sendable, Hashable {
  /// A promise of the patch or of a fix that every maintained kernel carries. A miss fails the run.
  case must
  /// A promise from a mainline release on, and from the stable releases that took the fix.
  /// A miss on an older kernel is an expected failure. Only if it is `crashes` may that kernel die of it.
  case since(KernelVersion, stable: [KernelVersion] = [], fix: String, crashes: Bool = false)
  /// Behaviour that is undecided or surprising. The run states what it saw and never fails for it.
  case record
  /// A defect of every kernel known. A miss is an expected failure, a pass is news. Only if it is `crashes` may the
  /// kernel die of it.
  case defect(String, crashes: Bool = false)

  /// The reason why a kernel of this version is expected to miss the clause; nil if it must meet it.
  package func knownFailureReason(for kernel: KernelVersion) -> String? {
    switch self {
    case .must, .record:
      return nil
    case .defect(let reason, _):
      return reason
    case .since(let mainline, let stable, let fix, crashes: _):
      let ofItsSeries = stable.filter { $0.major == kernel.major && $0.minor == kernel.minor }
      if kernel >= mainline || ofItsSeries.contains(where: { kernel >= $0 }) { return nil }
      return
        "promised since \(([mainline] + ofItsSeries).map(\.description).joined(separator: ", ")) (\(fix))"
    }
  }

  /// Whether a miss on a current kernel is a fault of the kernel.
  package var isPromise: Bool {
    switch self {
    case .must, .since: true
    case .record, .defect: false
    }
  }

  /// Whether every kernel known dies of a miss.
  package var everyKernelCrashes: Bool { if case .defect(_, crashes: true) = self { true } else { false } }

  /// Whether a kernel that is expected to miss the clause may die of it.
  package var mayCrash: Bool {
    switch self {
    case .must, .record: false
    case .since(_, _, _, let crashes), .defect(_, let crashes): crashes
    }
  }

  /// Whether the promise holds from some release on.
  package var isSince: Bool { if case .since = self { true } else { false } }

  /// The grade's name in lists: MUST, SINCE 6.13, RECORD, DEFECT.
  package var name: String {
    switch self {
    case .must: "MUST"
    case .since(let version, _, _, _): "SINCE \(version)"
    case .record: "RECORD"
    case .defect: "DEFECT"
    }
  }
}
