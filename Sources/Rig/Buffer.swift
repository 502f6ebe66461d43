import Glibc

/// Ordinary memory, page-aligned: what a program has without a region.
public final class Buffer: @unchecked Sendable {
  /// The first byte.
  public let base: UnsafeMutableRawPointer
  /// Bytes.
  public let count: Int

  /// Bytes are zeroes. `flags` are added to a private anonymous mapping; `address` is used with `MAP_FIXED`.
  public init(_ count: Int, at address: UnsafeMutableRawPointer? = nil, flags: CInt = 0) {
    base = mmap(address, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0)
    precondition(base != MAP_FAILED, "out of memory")
    self.count = count
  }

  deinit { munmap(base, count) }

  /// All of it.
  public var bytes: UnsafeMutableRawBufferPointer { .init(start: base, count: count) }
}
