import CUSBFS

/// How an URB is carried out.
///
/// The corresponding C constants are `USBDEVFS_URB_*`.
package struct URBFlags: OptionSet, Sendable {
  /// The bits.
  package let rawValue: UInt32
  /// Flags from their bits.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// An IN transfer shorter than its buffer is the error EREMOTEIO.
  package static let shortNotOK = URBFlags(rawValue: UInt32(USBDEVFS_URB_SHORT_NOT_OK))
  /// The controller chooses the first frame of an isochronous URB.
  package static let isochronousASAP = URBFlags(rawValue: UInt32(USBDEVFS_URB_ISO_ASAP))
  /// The URB belongs to the transfer that an earlier one began, and dies with it.
  package static let bulkContinuation = URBFlags(rawValue: UInt32(USBDEVFS_URB_BULK_CONTINUATION))
  /// An OUT transfer that ends on a whole packet is followed by an empty one.
  package static let zeroPacket = URBFlags(rawValue: UInt32(USBDEVFS_URB_ZERO_PACKET))
  /// The controller need not interrupt when this URB completes.
  package static let noInterrupt = URBFlags(rawValue: UInt32(USBDEVFS_URB_NO_INTERRUPT))
}
