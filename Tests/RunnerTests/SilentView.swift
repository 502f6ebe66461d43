import Clauses
import Reporting
import Runner

/// A view that shows nothing.
struct SilentView: RunView {
  func begin() {}
  func describe(_ run: RunInfo, column: Int) {}
  func show(_ cell: MatrixTable.Cell, of clause: Clause, column: Int) {}
  func runs(_ clauses: [Clause], column: Int) {}
  func end(_ outcome: RigOutcome, column: Int) {}
  func close() {}
  func stop() {}
  func printLog(_ text: String, column: Int) {}
}
