import Synchronization

/// Violations of the protocol by the peer, a line each.
final class ProtocolViolations: Sendable {
  /// The most lines that are kept: a broken peer goes on being broken, and the first lines say how.
  private static let limit = 100
  private let collected = Mutex<[String]>([])

  var lines: [String] { collected.withLock { $0 } }

  func add(_ line: String) {
    collected.withLock { if $0.count < Self.limit { $0.append(line) } }
  }
}
