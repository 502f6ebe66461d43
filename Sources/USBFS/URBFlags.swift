import CUSBFS

/// How an URB is carried out.
///
/// The corresponding C constants are `USBDEVFS_URB_*`.
public struct URBFlags: OptionSet, Sendable {
  /// The bits.
  public let rawValue: UInt32
  /// Flags from their bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// An IN transfer shorter than its buffer is the error EREMOTEIO.
  public static let shortNotOK = URBFlags(rawValue: UInt32(USBDEVFS_URB_SHORT_NOT_OK))
  /// The controller chooses the first frame of an isochronous URB.
  public static let isochronousASAP = URBFlags(rawValue: UInt32(USBDEVFS_URB_ISO_ASAP))
  /// The URB belongs to the transfer that an earlier one began, and dies with it.
  public static let bulkContinuation = URBFlags(rawValue: UInt32(USBDEVFS_URB_BULK_CONTINUATION))
  /// An OUT transfer that ends on a whole packet is followed by an empty one.
  public static let zeroPacket = URBFlags(rawValue: UInt32(USBDEVFS_URB_ZERO_PACKET))
  /// The controller need not interrupt when this URB completes.
  public static let noInterrupt = URBFlags(rawValue: UInt32(USBDEVFS_URB_NO_INTERRUPT))
}
