@testable import EmulatedDevice

/// Bytes in memory: what one side wrote the other reads.
final class MemoryTransport: Transport {
  final class Pipe {
    var bytes: [UInt8] = []
    var taken = 0
    var isClosed = false
    /// Nobody reads: nothing goes in.
    var isStuck = false
    /// Goes in and is forgotten.
    var isBottomless = false
  }

  let incoming: Pipe
  let outgoing: Pipe
  /// How much moves at once.
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
