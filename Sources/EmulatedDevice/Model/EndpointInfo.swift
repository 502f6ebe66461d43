/// An endpoint's properties, for whatever carries the bus.
struct EndpointInfo: Equatable, Sendable {
  var address: UInt8
  var type: EndpointType
  var interface: UInt8
  /// `bInterval` of the descriptor.
  var interval: UInt8
  var maxPacket: Int
  /// The packets of a burst, 1 to 16; more than one only at SuperSpeed.
  var burst = 1
  /// The packets, or bursts of them, in an interval of an isochronous endpoint, 1 to 3.
  var mult = 1
  /// The exponent of the number of streams of a bulk endpoint; 0 for none.
  var streamsExponent: UInt8 = 0
  /// Whether the endpoint answers NAK to every transfer.
  var isHeld = false

  /// The most bytes of an interval.
  var bytesPerInterval: Int { maxPacket * burst * mult }
  /// The number of streams of a bulk endpoint.
  var streams: Int { streamsExponent == 0 ? 0 : 1 << streamsExponent }
}
