import Clauses
import Synchronization

/// The clause whose test runs: they run one at a time.
enum RunningClause {
  private static let clause = Mutex<Clause?>(nil)

  /// The clause that runs; nil between clauses, and in a process that an exit test made.
  static var current: Clause? {
    get { clause.withLock { $0 } }
    set { clause.withLock { $0 = newValue } }
  }
}
