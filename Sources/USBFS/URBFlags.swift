import CUSBFS

/// Flags of an URB.
///
/// The corresponding C constants are `USBDEVFS_URB_*`.
package struct URBFlags: OptionSet, Sendable {
  /// The bits as the kernel takes them.
  package let rawValue: UInt32
  /// Flags from their bits.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// An IN transfer that is shorter than its buffer fails with EREMOTEIO.
  package static let shortNotOK = URBFlags(rawValue: UInt32(USBDEVFS_URB_SHORT_NOT_OK))
  /// The controller chooses the first frame of an isochronous URB.
  package static let isochronousASAP = URBFlags(rawValue: UInt32(USBDEVFS_URB_ISO_ASAP))
  /// The URB continues the transfer that an earlier one began, and is cancelled with it if that fails.
  package static let bulkContinuation = URBFlags(rawValue: UInt32(USBDEVFS_URB_BULK_CONTINUATION))
  /// An OUT transfer that ends with a full packet is followed by an empty one.
  package static let zeroPacket = URBFlags(rawValue: UInt32(USBDEVFS_URB_ZERO_PACKET))
  /// The controller need not interrupt when this URB completes.
  package static let noInterrupt = URBFlags(rawValue: UInt32(USBDEVFS_URB_NO_INTERRUPT))
}
