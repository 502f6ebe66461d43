import Glibc
import Synchronization

/// Patterns of bytes that tell where they came from: no two places nearby hold the same eight.
package enum Pattern {
  /// Fills memory; a different seed gives different bytes everywhere.
  package static func fill(_ memory: UnsafeMutableRawBufferPointer, seed: UInt64) {
    memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes(memory.count, seed: seed)[...]))
  }

  /// The bytes that `fill` writes.
  package static func bytes(_ count: Int, seed: UInt64) -> UnsafeRawBufferPointer {
    Cache.shared.bytes(count, seed: seed)
  }

  /// Pattern that the gadget's source gives and its sink wants: `i % maxPacket % 63` (f_sourcesink's pattern 1).
  static func source(_ count: Int, maxPacket: Int) -> UnsafeRawBufferPointer {
    Cache.shared.source(count, maxPacket: maxPacket)
  }

  /// Offset at which memory first differs from the pattern; nil if it is the pattern.
  package static func mismatch(_ memory: UnsafeMutableRawBufferPointer, seed: UInt64) -> Int? {
    difference(UnsafeRawBufferPointer(memory), bytes(memory.count, seed: seed))
  }

  /// Offset at which memory first is not this byte; nil if it is nothing else.
  package static func mismatch(_ memory: UnsafeMutableRawBufferPointer, byte: UInt8) -> Int? {
    guard memory.count > 1, memory[0] == byte else { return memory.isEmpty || memory[0] == byte ? nil : 0 }
    // A run of equal bytes equals itself one byte further.
    let shifted = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[1...])
    let head = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<(memory.count - 1)])
    return difference(shifted, head).map { $0 + 1 }
  }

  /// Offset at which two pieces of memory of one length first differ; nil if they are equal. Of memory that a device
  /// writes meanwhile it may be where they differed.
  package static func difference(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int? {
    precondition(a.count == b.count)
    guard a.count > 0, memcmp(a.baseAddress!, b.baseAddress!, a.count) != 0 else { return nil }
    return (0..<a.count).first { a[$0] != b[$0] } ?? a.count - 1
  }
}

/// A pattern is made once and kept: byte by byte it would take longer than the transfers.
private final class Cache: Sendable {
  private struct Known: @unchecked Sendable {
    var patterns: [UInt64: UnsafeRawBufferPointer] = [:]
    var source: UnsafeRawBufferPointer?
  }

  static let shared = Cache()
  private let known = Mutex(Known())

  func bytes(_ count: Int, seed: UInt64) -> UnsafeRawBufferPointer {
    known.withLock { all in
      if let known = all.patterns[seed], known.count >= count { return Kept(known, count) }
      let words = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count / 8 + 1)
      var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678_9abc_def1
      for index in words.indices {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        words[index] = state
      }
      // An outgrown pattern stays: somebody may be comparing with it.
      all.patterns[seed] = UnsafeRawBufferPointer(words)
      return Kept(UnsafeRawBufferPointer(words), count)
    }.bytes
  }

  func source(_ count: Int, maxPacket: Int) -> UnsafeRawBufferPointer {
    known.withLock { all in
      if let known = all.source, known.count >= count { return Kept(known, count) }
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, maxPacket), alignment: 8)
      for index in 0..<maxPacket { bytes[index] = UInt8(index % 63) }
      var filled = maxPacket
      while filled < bytes.count {
        let more = min(filled, bytes.count - filled)
        (bytes.baseAddress! + filled).copyMemory(from: bytes.baseAddress!, byteCount: more)
        filled += more
      }
      all.source = UnsafeRawBufferPointer(bytes)
      return Kept(UnsafeRawBufferPointer(bytes), count)
    }.bytes
  }
}

/// Bytes that are never freed.
private struct Kept: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  init(_ all: UnsafeRawBufferPointer, _ count: Int) {
    bytes = UnsafeRawBufferPointer(rebasing: all[..<count])
  }
}
