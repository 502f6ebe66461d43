import CUSBFS

/// What a kernel's usbfs can do.
///
/// The corresponding C constants are `USBDEVFS_CAP_*`.
public struct Capabilities: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let zeroPacket = Capabilities(rawValue: UInt32(USBDEVFS_CAP_ZERO_PACKET))
  public static let bulkContinuation = Capabilities(rawValue: UInt32(USBDEVFS_CAP_BULK_CONTINUATION))
  public static let noPacketSizeLimit = Capabilities(rawValue: UInt32(USBDEVFS_CAP_NO_PACKET_SIZE_LIM))
  public static let bulkScatterGather = Capabilities(rawValue: UInt32(USBDEVFS_CAP_BULK_SCATTER_GATHER))
  public static let reapAfterDisconnect = Capabilities(rawValue: UInt32(USBDEVFS_CAP_REAP_AFTER_DISCONNECT))
  public static let mmap = Capabilities(rawValue: UInt32(USBDEVFS_CAP_MMAP))
}
