/// An action of the device, for whatever carries the bus.
enum Action: Equatable {
  case interfaces([InterfaceInfo])
  case endpoints([EndpointInfo])
  case connect
  case disconnect
  case configuration(id: UInt64, Status, value: UInt8)
  case alternate(id: UInt64, Status, interface: UInt8, alternate: UInt8)
  case isochronousStatus(id: UInt64, Status, endpoint: UInt8)
  case streams(id: UInt64, Status, endpoints: [UInt8], count: Int)
  case interruptStatus(id: UInt64, Status, endpoint: UInt8)
  case control(id: UInt64, endpoint: UInt8, setup: Setup, Status, count: Int, data: [UInt8])
  case bulk(id: UInt64, endpoint: UInt8, stream: UInt32, Status, count: Int, data: [UInt8])
  case isochronous(endpoint: UInt8, Status, data: [UInt8])
  /// `count` differs from the count of `data` only for OUT.
  case interrupt(id: UInt64, endpoint: UInt8, Status, count: Int, data: [UInt8])
  /// A violation of the protocol by the peer.
  case complaint(String)
}
