/// The outcome of a run on one rig.
package enum RigOutcome: Sendable, Equatable {
  /// Every clause has a result.
  case verdict(Summary)
  /// The harness broke on this rig, and why.
  case noVerdict(String)

  /// The outcome of a run that somebody stopped.
  package static let interrupted = RigOutcome.noVerdict("interrupted")

  /// The reason why there is no verdict; nil if there is one.
  package var breakdown: String? { if case .noVerdict(let reason) = self { reason } else { nil } }

  /// The conclusion of the run.
  var conclusion: Conclusion {
    switch self {
    case .verdict(let summary): summary.conclusion
    case .noVerdict: .noVerdict
    }
  }

  /// The exit status that a run of this rig alone would have.
  package var exitCode: Int32 {
    switch self {
    case .verdict(let summary): summary.exitCode
    case .noVerdict: 2
    }
  }
}
