import CUSBFS

/// The type of a transfer, in the numbers of usbfs; endpoint descriptors number the types otherwise.
///
/// The corresponding C constants are `USBDEVFS_URB_TYPE_*`.
package enum TransferType: UInt8, Sendable {
  /// Packets at fixed intervals, each with a length and status of its own.
  case isochronous = 0
  /// Polled by the host at fixed intervals.
  case interrupt = 1
  /// On endpoint 0; the buffer begins with the setup packet.
  case control = 2
  /// Sent whenever the bus has room.
  case bulk = 3

  /// The type that an endpoint descriptor's bmAttributes names.
  package init(attributes: UInt8) {
    switch attributes & 3 {
    case 0: self = .control
    case 1: self = .isochronous
    case 2: self = .bulk
    default: self = .interrupt
    }
  }
}
