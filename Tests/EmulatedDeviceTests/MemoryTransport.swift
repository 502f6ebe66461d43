@testable import EmulatedDevice

/// A transport in memory, of which each side reads what the other wrote.
final class MemoryTransport: Transport {
  final class Pipe {
    var bytes: [UInt8] = []
    var taken = 0
    var isClosed = false
    /// Whether the reader has stopped reading, so that nothing can be written.
    var isStuck = false
    /// Whether bytes are dropped as soon as they are written.
    var isBottomless = false
  }

  let incoming: Pipe
  let outgoing: Pipe
  /// The most bytes that one call moves.
  var most = Int.max

  init(incoming: Pipe, outgoing: Pipe) {
    self.incoming = incoming
    self.outgoing = outgoing
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let count = min(buffer.count, incoming.bytes.count - incoming.taken, most)
    guard count > 0 else { return incoming.isClosed ? nil : 0 }
    incoming.bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[incoming.taken..<incoming.taken + count]))
    }
    incoming.taken += count
    return count
  }

  func write(_ buffer: UnsafeRawBufferPointer) -> Int? {
    guard !outgoing.isClosed else { return nil }
    guard !outgoing.isStuck else { return 0 }
    let count = min(buffer.count, most)
    if !outgoing.isBottomless { outgoing.bytes += buffer.prefix(count) }
    return count
  }
}
