import CUSBFS
import Glibc
import SystemPackage

/// Ordinary memory that is not there until it is given: who touches it before, the kernel included, waits.
///
/// The corresponding interface is userfaultfd(2).
package final class MissingMemory: Sendable {
  /// The memory, page-aligned.
  package let buffer: Buffer
  private let faults: FileDescriptor

  /// Throws ENOSYS or EPERM where the kernel has no userfaultfd for this program.
  package init(_ count: Int) throws(Errno) {
    buffer = Buffer(count)
    let result = cusbfs_userfaultfd(buffer.base, count)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    faults = FileDescriptor(rawValue: result)
  }

  deinit { try? faults.close() }

  /// Waits until somebody waits for the memory. False if nobody does in time.
  package func isAwaited(milliseconds: Int32) -> Bool {
    var event = pollfd(fd: faults.rawValue, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, milliseconds) > 0 else { return false }
    // The message is the kernel's word that there is a fault; which one is no question here.
    var message = [UInt8](repeating: 0, count: 32)
    return message.withUnsafeMutableBytes { (try? faults.read(into: $0)) ?? 0 } > 0
  }

  /// Gives all of it these contents.
  package func give(_ contents: UnsafeRawBufferPointer) throws(Errno) {
    let result = cusbfs_userfault_copy(faults.rawValue, buffer.base, contents.baseAddress!, buffer.count)
    guard result == 0 else { throw Errno(rawValue: -result) }
  }

  /// Takes it all away again.
  package func takeAway() { madvise(buffer.base, buffer.count, MADV_DONTNEED) }
}
