import Glibc
import SystemPackage

/// Memory of the program's own, taken until nearly none is left, and watched.
package final class MemoryHog {
  /// Size of a piece in bytes.
  package static let chunk = 1 << 20
  private static let seed: UInt64 = 77
  private var buffers: [Buffer] = []

  /// A memory hog that holds nothing yet.
  package init() {}

  /// Number of pieces held.
  package var count: Int { buffers.count }

  /// Takes memory and fills it with a pattern until no more than this many bytes are free.
  package func fill(untilFree bytes: Int) throws(Errno) {
    while let free = Kernel.meminfo("MemFree"), free > bytes + Self.chunk {
      let buffer = Buffer(Self.chunk)
      Pattern.fill(buffer.bytes, seed: Self.seed)
      buffers.append(buffer)
    }
  }

  /// The first byte that is not what was written; nil if all is.
  package func firstChange() -> Int? {
    for (index, buffer) in buffers.enumerated() {
      if let offset = Pattern.mismatch(buffer.bytes, seed: Self.seed) { return index * Self.chunk + offset }
    }
    return nil
  }
}
