import CUSBFS
import SystemPackage
import USBFS

/// An epoll instance that watches one descriptor of usbfs for what can be reaped.
package final class Epoll: Sendable {
  private let descriptor: FileDescriptor

  /// - Parameter isEdgeTriggered: Whether it tells of what comes (EPOLLET), or of what is there.
  package init(_ device: Device, isEdgeTriggered: Bool) throws(Errno) {
    let result = cusbfs_epoll(device.fileDescriptor.rawValue, isEdgeTriggered ? 1 : 0)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    descriptor = FileDescriptor(rawValue: result)
  }

  deinit { try? descriptor.close() }

  /// Waits for an event. False if none comes in time.
  package func wait(milliseconds: Int32) throws(Errno) -> Bool {
    let count = cusbfs_epoll_wait(descriptor.rawValue, milliseconds)
    guard count >= 0 else { throw Errno(rawValue: -count) }
    return count > 0
  }
}
