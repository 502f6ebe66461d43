import Glibc

/// Ordinary memory of a program, page-aligned.
package final class Buffer: @unchecked Sendable {
  /// The first byte.
  package let base: UnsafeMutableRawPointer
  /// Size in bytes.
  package let count: Int

  /// Memory of zeroes. `flags` are added to a private anonymous mapping; `address` is used with `MAP_FIXED`.
  package init(_ count: Int, at address: UnsafeMutableRawPointer? = nil, flags: CInt = 0) {
    base = mmap(address, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0)
    precondition(base != MAP_FAILED, "out of memory")
    self.count = count
  }

  deinit { munmap(base, count) }

  /// All of its bytes.
  package var bytes: UnsafeMutableRawBufferPointer { .init(start: base, count: count) }
}
