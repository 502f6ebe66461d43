/// The speed of the bus.
package enum Speed: Sendable {
  /// 12 Mbit/s, the speed of UHCI and OHCI controllers.
  case full
  /// 480 Mbit/s.
  case high

  /// The largest bulk packet, in bytes.
  var bulkPacket: Int { self == .high ? 512 : 64 }

  /// The largest isochronous packet, in bytes. At full speed a frame has no room for 1023 bytes in both directions.
  var isochronousPacket: Int { self == .high ? 1024 : 512 }

  /// The largest interrupt packet, in bytes.
  static let interruptPacket = 64
}
