import CUSBFS

/// Capability bits that a kernel's usbfs reports.
///
/// The corresponding C constants are `USBDEVFS_CAP_*`.
package struct Capabilities: OptionSet, Sendable {
  /// The bits as the kernel gives them.
  package let rawValue: UInt32
  /// Capabilities from their bits.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// URBs may ask for a zero-length packet at their end (0x01).
  package static let zeroPacket = Capabilities(rawValue: UInt32(USBDEVFS_CAP_ZERO_PACKET))
  /// Bulk URBs may continue the transfer of an earlier one (0x02).
  package static let bulkContinuation = Capabilities(rawValue: UInt32(USBDEVFS_CAP_BULK_CONTINUATION))
  /// URBs of more than 16 KiB are accepted (0x04).
  package static let noPacketSizeLimit = Capabilities(rawValue: UInt32(USBDEVFS_CAP_NO_PACKET_SIZE_LIM))
  /// The controller does scatter-gather for bulk transfers (0x08).
  package static let bulkScatterGather = Capabilities(rawValue: UInt32(USBDEVFS_CAP_BULK_SCATTER_GATHER))
  /// URBs can be reaped after the device was disconnected (0x10).
  package static let reapAfterDisconnect = Capabilities(rawValue: UInt32(USBDEVFS_CAP_REAP_AFTER_DISCONNECT))
  /// Memory can be mapped from the node (0x20; Linux 4.6, f7d34b445abc).
  package static let mmap = Capabilities(rawValue: UInt32(USBDEVFS_CAP_MMAP))
  /// Privileges can be dropped (0x40; Linux 4.6, d883f52e1f6d).
  package static let dropPrivileges = Capabilities(rawValue: UInt32(USBDEVFS_CAP_DROP_PRIVILEGES))
  /// The place of the device can be asked for (0x80; Linux 5.2, 6d101f24f1dd).
  package static let connectionInfo = Capabilities(rawValue: UInt32(USBDEVFS_CAP_CONNINFO_EX))
  /// Suspending can be allowed and forbidden (0x100; Linux 5.4, 7794f486ed0b).
  package static let suspend = Capabilities(rawValue: UInt32(USBDEVFS_CAP_SUSPEND))
}
