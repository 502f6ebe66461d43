/// One machine's part of work that several share.
package struct Shard: Sendable, Hashable, CustomStringConvertible {
  /// The number of this part, from 1.
  private let index: Int
  private let count: Int

  /// The text that `init(_:)` reads, such as `2/4`.
  package var description: String { "\(index)/\(count)" }

  /// Reads `2/4`, the second of four. Nil if it is no such thing.
  package init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], 1 <= index, index <= count
    else {
      return nil
    }
    self.index = index
    self.count = count
  }

  /// This part of the clauses; they are dealt out in turn, for neighbours take similar time.
  package func part(of clauses: [Clause]) -> [Clause] {
    clauses.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
  }
}
