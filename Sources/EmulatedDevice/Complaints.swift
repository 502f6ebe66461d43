import Synchronization

/// What the device saw that the protocol does not allow.
final class Complaints: Sendable {
  /// A peer that is broken is so all the time, and the first lines say how.
  private static let limit = 100
  private let collected = Mutex<[String]>([])

  var lines: [String] { collected.withLock { $0 } }

  func add(_ line: String) {
    collected.withLock { if $0.count < Self.limit { $0.append(line) } }
  }
}
