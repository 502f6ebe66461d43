import ArgumentParser
import Clauses

/// One machine's part of work that several share.
struct Shard: ExpressibleByArgument, CustomStringConvertible {
  /// Counted from 1.
  private let index: Int
  private let count: Int

  var description: String { "\(index)/\(count)" }

  init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], 1 <= index, index <= count
    else {
      return nil
    }
    self.index = index
    self.count = count
  }

  /// The clauses dealt out in turn, for neighbours take similar time.
  func part(of clauses: [Clause]) -> [Clause] {
    clauses.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
  }
}
