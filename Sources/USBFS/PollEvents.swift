import Glibc

/// Events that poll reports for a usbfs node.
///
/// The corresponding C constants are `POLLOUT`, `POLLERR` and `POLLHUP`.
package struct PollEvents: OptionSet, Sendable {
  /// The bits as the kernel gives them.
  package let rawValue: Int16
  /// Events from their bits.
  package init(rawValue: Int16) { self.rawValue = rawValue }

  /// An URB can be reaped, `POLLOUT`.
  package static let reapable = PollEvents(rawValue: Int16(POLLOUT))
  /// The descriptor's device was removed, `POLLERR`.
  package static let error = PollEvents(rawValue: Int16(POLLERR))
  /// The device is gone, `POLLHUP`.
  package static let hangUp = PollEvents(rawValue: Int16(POLLHUP))
}
