import Reporting

/// The outcomes of a run.
package struct RunResult: Sendable {
  /// Kernel by kernel the outcomes of its rigs, both in the plan's order.
  package let outcomes: [[RigOutcome]]
  /// How many verdicts the baseline accepts beside passes, if the run wrote it.
  package let acceptedVerdicts: Int?

  /// The exit status of a command that ran this. Where a baseline was written, whatever was seen is accepted.
  package var status: ExitStatus {
    let status = ExitStatus(outcomes)
    if acceptedVerdicts == nil { return status }
    let isBroken = outcomes.joined().contains { ExitStatus($0) == .usageOrHarness }
    return isBroken ? .usageOrHarness : .conforms
  }
}
