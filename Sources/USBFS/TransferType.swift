import CUSBFS

/// The kind of a transfer and, with the same numbers shifted, of an endpoint.
///
/// The corresponding C constants are `USBDEVFS_URB_TYPE_*`.
package enum TransferType: UInt8, Sendable {
  /// Of packets in frames, each with its own length and status.
  case isochronous = 0
  /// Polled.
  case interrupt = 1
  /// On endpoint 0; the buffer begins with the setup packet.
  case control = 2
  /// Whenever the bus has room.
  case bulk = 3

  /// From an endpoint descriptor's bmAttributes.
  package init(attributes: UInt8) {
    switch attributes & 3 {
    case 0: self = .control
    case 1: self = .isochronous
    case 2: self = .bulk
    default: self = .interrupt
    }
  }
}
