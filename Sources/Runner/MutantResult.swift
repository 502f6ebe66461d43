import KernelLab
import Reporting

/// The result of a mutation run.
package struct MutantResult: Sendable {
  /// Which clause killed which mutant.
  package let matrix: KillMatrix
  /// The clauses that went red on the kernel without a change, by rig: there nothing is proven.
  package let falseAlarms: [(rig: RigProfile, killers: String)]

  /// The exit status of a command that ran this.
  package var status: ExitStatus {
    if !falseAlarms.isEmpty { return .usageOrHarness }
    if matrix.count(.survived) > 0 { return .doesNotConform }
    return matrix.count(.error) > 0 ? .usageOrHarness : .conforms
  }
}
