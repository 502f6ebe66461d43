import CUSBFS
import USBFS

/// A field that a reap writes into an URB.
struct ReapedField {
  /// The name in messages.
  let name: String
  /// The type of the URB that has it.
  let type: TransferType
  /// Offset in bytes from the beginning of the URB.
  let offset: Int

  /// The fields of `struct usbdevfs_urb`; with those of a packet for an isochronous one.
  static func native(withPackets: Bool) -> [ReapedField] {
    [
      ReapedField("the status", \usbdevfs_urb.status), ReapedField("the length", \usbdevfs_urb.actual_length),
      ReapedField("the number of errors", \usbdevfs_urb.error_count),
    ] + (withPackets ? packet(behind: MemoryLayout<usbdevfs_urb>.size) : [])
  }

  /// The same of `struct usbdevfs_urb32`.
  static func of32BitPrograms(withPackets: Bool) -> [ReapedField] {
    [
      ReapedField("the status", \cusbfs_urb32.status), ReapedField("the length", \cusbfs_urb32.actual_length),
      ReapedField("the number of errors", \cusbfs_urb32.error_count),
    ] + (withPackets ? packet(behind: MemoryLayout<cusbfs_urb32>.size) : [])
  }

  private static func packet(behind size: Int) -> [ReapedField] {
    [
      ReapedField("a packet's length", \usbdevfs_iso_packet_desc.actual_length, .isochronous, behind: size),
      ReapedField("a packet's status", \usbdevfs_iso_packet_desc.status, .isochronous, behind: size),
    ]
  }

  private init<T>(
    _ name: String, _ field: PartialKeyPath<T>, _ type: TransferType = .bulk, behind size: Int = 0
  ) {
    self.name = name
    self.type = type
    offset = size + MemoryLayout<T>.offset(of: field)!
  }
}
