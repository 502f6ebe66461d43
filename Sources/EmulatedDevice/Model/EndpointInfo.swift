/// An endpoint as a bus is told of it.
struct EndpointInfo: Equatable, Sendable {
  var address: UInt8
  var type: EndpointType
  var interface: UInt8
  /// As in the descriptor.
  var interval: UInt8
  var maxPacket: Int
  /// Answers NAK, whatever comes.
  var isHeld = false
}
