import Clauses
import Reporting

/// The display of a run, told what happens while it happens. A column is a rig of a kernel, counted from 0 in the order
/// of `RunLayout.runs`.
package protocol RunView: Sendable {
  /// The run begins: the clock starts.
  func begin()
  /// The rig has said what it is.
  func describe(_ run: RunInfo, column: Int)
  /// A clause has a result. It comes again if it turned out worse.
  func show(_ cell: MatrixTable.Cell, of clause: Clause, column: Int)
  /// These clauses run now.
  func runs(_ clauses: [Clause], column: Int)
  /// The rig is done.
  func end(_ outcome: RigOutcome, column: Int)
  /// All rigs are done.
  func close()
  /// The run is over, however it ended: nothing more is shown.
  func stop()
  /// The kernel's log and the tests' output of a clause that is replayed.
  func printLog(_ text: String, column: Int)
}
