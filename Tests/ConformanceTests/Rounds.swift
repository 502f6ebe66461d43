import GuestProtocol
import Rig

/// The rounds of a clause that goes through many: each has a name for messages, and the kernel's log tells which of
/// them ran last if the kernel dies.
struct Rounds {
  /// A mark is a line on a slow console.
  private static let mostMarks = 200

  /// Id of the clause, which the process of an exit test does not know by itself.
  let clause: String
  /// Number of rounds.
  let count: Int

  init(_ count: Int, clause: String? = nil) {
    self.count = count
    self.clause = clause ?? RunningClause.current?.id ?? "?"
  }

  /// Begins a round, counted from 0, and gives its name: `round 17: unplug, close, munmap`. Of thousands of rounds only
  /// some are marked in the kernel's log.
  @discardableResult
  func begin(_ number: Int, _ what: String = "") -> String {
    let name = "round \(number)" + (what.isEmpty ? "" : ": \(what)")
    if number % ((count + Self.mostMarks - 1) / Self.mostMarks) == 0 {
      KernelLog.write(.round(clause: clause, description: name))
    }
    return name
  }
}
