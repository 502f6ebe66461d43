/// What the bus is like.
package enum Speed: Sendable {
  /// 12 Mbit/s: what an UHCI or OHCI controller speaks.
  case full
  /// 480 Mbit/s.
  case high

  /// The most that a bulk packet holds.
  var bulkPacket: Int { self == .high ? 512 : 64 }

  /// The most that an isochronous packet holds. At full speed a frame has no room for 1023 bytes in both
  /// directions.
  var isochronousPacket: Int { self == .high ? 1024 : 512 }

  /// The most that an interrupt packet holds.
  static let interruptPacket = 64
}
