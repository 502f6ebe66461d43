/// An endpoint's properties, for whatever carries the bus.
struct EndpointInfo: Equatable, Sendable {
  var address: UInt8
  var type: EndpointType
  var interface: UInt8
  /// `bInterval` of the descriptor.
  var interval: UInt8
  var maxPacket: Int
  /// Whether the endpoint answers NAK to every transfer.
  var isHeld = false
}
