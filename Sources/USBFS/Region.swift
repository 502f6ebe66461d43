import Glibc
import SystemPackage

/// Memory from mmap() on a usbfs node, which the host controller reads and writes without a copy.
///
/// It is unmapped with the last reference to this object. Nothing is checked here: parts may be unmapped, moved or
/// handed to the wrong device, and the kernel's answer to that is what the tests look at.
package final class Region: @unchecked Sendable {
  /// The address of the first byte, page-aligned.
  package let base: UnsafeMutableRawPointer
  /// The length in bytes as asked for; the kernel maps whole pages.
  package let count: Int
  private var isMapped = true

  init(base: UnsafeMutableRawPointer, count: Int) {
    self.base = base
    self.count = count
  }

  deinit {
    if isMapped { try? Syscalls.munmap(base, count) }
  }

  /// All bytes of the region. Access to a part that was unmapped is a segmentation fault, as in C.
  package var bytes: UnsafeMutableRawBufferPointer { .init(start: base, count: count) }

  /// Unmaps the whole region. The corresponding C function is `munmap`.
  package func unmap() throws(Errno) {
    isMapped = false
    try Syscalls.munmap(base, count)
  }

  /// Unmaps a part of the region; the rest is unmapped together with this object. The corresponding C function is
  /// `munmap`.
  package func unmap(_ range: Range<Int>) throws(Errno) {
    try Syscalls.munmap(base + range.lowerBound, range.count)
  }

  /// Moves or resizes the mapping and returns its address; this object no longer owns it.
  /// The corresponding C function is `mremap`.
  package func remap(count: Int, to address: UnsafeMutableRawPointer? = nil) throws(Errno)
    -> UnsafeMutableRawPointer
  {
    let moved = try Syscalls.mremap(base, self.count, count, to: address)
    isMapped = false
    return moved
  }

  /// Gives up ownership of the mapping: somebody else unmaps it by address.
  package func disown() { isMapped = false }
}
