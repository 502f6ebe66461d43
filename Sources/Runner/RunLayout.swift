import Clauses
import Reporting

/// The rows and columns of a run's table.
package struct RunLayout: Sendable {
  /// The clauses, in the order of the table.
  package let planned: [Clause]
  /// Short names of the kernels.
  package let kernels: [String]
  /// Names of the rigs, the same for each kernel.
  package let rigs: [String]
  /// Kernel by kernel its rigs, before they have described themselves.
  package let runs: [RunInfo]
}
