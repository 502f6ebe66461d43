import Reporting

/// The exit status of a command.
package enum ExitStatus: Int32, Sendable {
  /// The kernel conforms; every mutant is killed; every unreached line is explained.
  case conforms = 0
  /// The kernel misses a MUST, or was not shown to keep it; a mutant survived; a line is unexplained.
  case doesNotConform = 1
  /// Wrong usage, or the harness broke: there is no verdict.
  case usageOrHarness = 2
  /// Every clause was skipped: nothing was tested. It is kselftest's KSFT_SKIP.
  case everythingSkipped = 4
  /// Somebody stopped the command: 128 and SIGINT, as a shell has it.
  case interrupted = 130

  /// The status of a command that did what it was asked and judges nothing.
  package static let success = conforms

  /// The status of a run of one rig.
  package init(_ outcome: RigOutcome) {
    switch outcome {
    case .noVerdict: self = .usageOrHarness
    case .verdict(let summary) where summary.everythingSkipped: self = .everythingSkipped
    case .verdict(let summary): self = summary.exitCode == 0 ? .conforms : .doesNotConform
    }
  }

  /// The status of a run of several rigs. A kernel that does not conform outweighs a harness that broke; a kernel none
  /// of whose rigs ran a clause is untested.
  /// - Parameter kernels: Kernel by kernel the outcomes of its rigs.
  init(_ kernels: [[RigOutcome]]) {
    let statuses = kernels.map { $0.map { ExitStatus($0) } }
    let all = statuses.joined()
    if all.contains(.doesNotConform) {
      self = .doesNotConform
    } else if all.contains(.usageOrHarness) {
      self = .usageOrHarness
    } else if statuses.contains(where: { rigs in rigs.allSatisfy { $0 == .everythingSkipped } }) {
      self = .everythingSkipped
    } else {
      self = .conforms
    }
  }
}
