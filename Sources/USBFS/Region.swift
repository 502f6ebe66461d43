import Glibc
import SystemPackage

/// Memory from mmap() on a usbfs node: what the host controller reads and writes without a copy.
///
/// Dropping the last reference unmaps it. Nothing here checks what a program does with it: parts may be unmapped,
/// moved or handed to the wrong device, and what the kernel makes of that is the result.
package final class Region: @unchecked Sendable {
  /// The first byte. Page-aligned.
  package let base: UnsafeMutableRawPointer
  /// Length in bytes as asked for; the kernel maps whole pages.
  package let count: Int
  private var isMapped = true

  init(base: UnsafeMutableRawPointer, count: Int) {
    self.base = base
    self.count = count
  }

  deinit {
    if isMapped { try? Syscalls.munmap(base, count) }
  }

  /// All of it. Reading what was unmapped is a crash, as in C.
  package var bytes: UnsafeMutableRawBufferPointer { .init(start: base, count: count) }

  /// Unmaps all of it. The corresponding C function is `munmap`.
  package func unmap() throws(Errno) {
    isMapped = false
    try Syscalls.munmap(base, count)
  }

  /// Unmaps a part; what stays is unmapped with the region. The corresponding C function is `munmap`.
  package func unmap(_ range: Range<Int>) throws(Errno) {
    try Syscalls.munmap(base + range.lowerBound, range.count)
  }

  /// Moves or resizes the mapping and gives its address; the region no longer owns it.
  /// The corresponding C function is `mremap`.
  package func remap(count: Int, to address: UnsafeMutableRawPointer? = nil) throws(Errno)
    -> UnsafeMutableRawPointer
  {
    let moved = try Syscalls.mremap(base, self.count, count, to: address)
    isMapped = false
    return moved
  }

  /// Leaves the mapping to whoever unmaps it by address.
  package func disown() { isMapped = false }
}
