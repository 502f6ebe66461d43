/// The speed of the bus.
package enum Speed: Sendable {
  /// 12 Mbit/s, the speed of UHCI and OHCI controllers.
  case full
  /// 480 Mbit/s.
  case high
  /// 5 Gbit/s.
  case `super`

  /// The largest bulk packet, in bytes.
  var bulkPacket: Int {
    switch self {
    case .full: 64
    case .high: 512
    case .super: 1024
    }
  }

  /// The largest isochronous packet, in bytes. At full speed a frame has no room for 1023 bytes in both directions.
  var isochronousPacket: Int { self == .full ? 512 : 1024 }

  /// The largest interrupt packet, in bytes.
  static let interruptPacket = 64
}
