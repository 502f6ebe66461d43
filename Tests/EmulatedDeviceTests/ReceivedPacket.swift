/// A usbredir packet that the guest's side received.
enum ReceivedPacket: Equatable {
  case hello
  case interfaces(count: Int, classes: [UInt8])
  /// Endpoints by index: 16 OUT, then 16 IN.
  case endpoints(types: [UInt8], intervals: [UInt8], maxPackets: [UInt16])
  case connect(speed: UInt8, vendor: UInt16, product: UInt16, version: UInt16)
  case disconnect
  case configuration(id: UInt64, status: Int, value: UInt8)
  case alternate(id: UInt64, status: Int, interface: UInt8, alternate: UInt8)
  case isochronousStatus(id: UInt64, status: Int, endpoint: UInt8)
  case interruptStatus(id: UInt64, status: Int, endpoint: UInt8)
  case control(id: UInt64, status: Int, length: Int, data: [UInt8])
  case bulk(id: UInt64, endpoint: UInt8, status: Int, length: Int, data: [UInt8])
  case isochronous(endpoint: UInt8, status: Int, data: [UInt8])
  case interrupt(id: UInt64, endpoint: UInt8, status: Int, length: Int, data: [UInt8])

  var isConnect: Bool { if case .connect = self { true } else { false } }
  var isEndpoints: Bool { if case .endpoints = self { true } else { false } }
}
