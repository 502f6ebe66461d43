/// The interfaces, alternate settings and endpoints of the device: one list for descriptors and for behaviour.
struct Layout: Sendable {
  static let source: UInt8 = 0x81
  static let sink: UInt8 = 0x01
  static let isochronousIn: UInt8 = 0x82
  static let isochronousOut: UInt8 = 0x02
  static let loopbackIn: UInt8 = 0x83
  static let loopbackOut: UInt8 = 0x03
  static let interruptIn: UInt8 = 0x84
  static let interruptOut: UInt8 = 0x04

  static let interfaces: [UInt8] = [0, 1, 2]

  let speed: Speed

  /// The most bytes of an interval of any isochronous endpoint.
  static let largestInterval = 6144

  /// The number of alternate settings of an interface; 0 if there is no such interface.
  func alternates(of interface: UInt8) -> Int {
    switch interface {
    case 0: speed == .full ? 2 : 3
    case 1, 2: 1
    default: 0
    }
  }

  /// The interface that an endpoint belongs to, in any alternate setting; nil if there is no such endpoint.
  static func interface(of address: UInt8) -> UInt8? {
    switch address & 0x7f {
    case 1, 2: 0
    case 3: 1
    case 4: 2
    default: nil
    }
  }

  func endpoints(interface: UInt8, alternate: UInt8) -> [EndpointInfo] {
    let isFast = speed != .full
    let isSuper = speed == .super
    func pair(
      _ number: UInt8, _ type: EndpointType, interval: UInt8 = 0, maxPacket: Int, burst: Int = 1,
      mult: Int = 1,
      streamsExponent: UInt8 = 0
    ) -> [EndpointInfo] {
      [0x80 | number, number].map {
        EndpointInfo(
          address: $0, type: type, interface: interface, interval: interval, maxPacket: maxPacket,
          burst: burst, mult: mult, streamsExponent: streamsExponent)
      }
    }
    switch (interface, alternate) {
    case (0, 0):
      return pair(1, .bulk, maxPacket: speed.bulkPacket, burst: isSuper ? 4 : 1)
    case (0, 1):
      return endpoints(interface: 0, alternate: 0)
        + pair(2, .isochronous, interval: isFast ? 4 : 1, maxPacket: speed.isochronousPacket)
    // High bandwidth: at high speed three packets in a microframe, at SuperSpeed three bursts of two.
    case (0, 2) where isFast:
      return endpoints(interface: 0, alternate: 0)
        + pair(
          2, .isochronous, interval: 4, maxPacket: speed.isochronousPacket, burst: isSuper ? 2 : 1, mult: 3)
    case (1, 0):
      return pair(
        3, .bulk, maxPacket: speed.bulkPacket, burst: isSuper ? 4 : 1, streamsExponent: isSuper ? 4 : 0)
    case (2, 0):
      return pair(4, .interrupt, interval: isFast ? 4 : 8, maxPacket: Speed.interruptPacket)
    default:
      return []
    }
  }
}
