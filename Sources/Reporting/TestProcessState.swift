/// One process of the tests, as its event stream tells it: whoever started it learns what is left to run once it has
/// ended, and which clause ended it.
package struct TestProcessState: Sendable {
  private var decoder = EventDecoder()
  /// The clauses that began, or will not.
  package private(set) var seen: Set<String> = []
  /// The clause that has begun and not ended.
  package private(set) var running: String?

  /// A process that has said nothing.
  package init() {}

  /// Takes a line of the stream and returns what it stands for.
  package mutating func take(line: String) -> [Event] {
    let events = decoder.decode(line: line)
    for event in events {
      switch event {
      case .started(let clause, _):
        seen.insert(clause)
        running = clause
      case .ended(let clause, _):
        seen.insert(clause)
        running = nil
      case .skipped(let clause, _), .inconclusive(let clause, _):
        seen.insert(clause)
      default: break
      }
    }
    return events
  }
}
