import USBFS

/// An interface of the gadget, and its endpoints in every alternate setting.
package struct Interface: Sendable {
  /// An endpoint's descriptor.
  package struct Endpoint: Sendable {
    /// The address, bit 7 set for IN.
    package var address: UInt8
    /// The kind of its transfers.
    package var type: TransferType
    /// Size of a packet in bytes.
    package var maxPacketSize: Int
    /// The alternate setting that has it.
    package var alternate: Int
    /// The most bytes of an interval of an isochronous endpoint, in bytes: several packets, or bursts of them.
    package var bytesPerInterval: Int
    /// The number of streams that a bulk endpoint can have.
    package var streams = 0
    /// Whether data goes to the host.
    package var isIn: Bool { address & 0x80 != 0 }
  }

  /// bInterfaceNumber.
  package var number: Int
  /// bInterfaceClass: 0xff for the gadget's own, 3 for hid.
  package var interfaceClass: UInt8
  /// The endpoints of all alternate settings.
  package var endpoints: [Endpoint]

  func endpoint(_ type: TransferType, in isIn: Bool) -> Endpoint? {
    endpoints.first { $0.type == type && $0.isIn == isIn }
  }

  /// The isochronous endpoint that moves more than one packet in an interval; nil if there is none.
  func highBandwidthEndpoint(in isIn: Bool) -> Endpoint? {
    endpoints.first { $0.type == .isochronous && $0.isIn == isIn && $0.bytesPerInterval > $0.maxPacketSize }
  }

  /// The interfaces of the first configuration in what `read` on a usbfs node gives.
  static func parse(_ descriptors: [UInt8]) -> [Interface] {
    var interfaces: [Interface] = []
    var alternate = 0
    var offset = 18
    while offset + 2 <= descriptors.count {
      let length = Int(descriptors[offset])
      guard length >= 2, offset + length <= descriptors.count else { break }
      let field = { Int(descriptors[offset + $0]) }
      switch descriptors[offset + 1] {
      case 4 where length >= 9:
        alternate = field(3)
        if interfaces.last?.number != field(2) {
          interfaces.append(Interface(number: field(2), interfaceClass: UInt8(field(5)), endpoints: []))
        }
      case 5 where length >= 7 && !interfaces.isEmpty:
        let size = field(4) | field(5) << 8
        interfaces[interfaces.count - 1].endpoints.append(
          Endpoint(
            address: UInt8(field(2)), type: TransferType(attributes: UInt8(field(3))),
            maxPacketSize: size & 0x7ff, alternate: alternate,
            bytesPerInterval: (size & 0x7ff) * (1 + size >> 11 & 3)))
      // SuperSpeed's companion of the endpoint before it.
      case 48 where length >= 6 && interfaces.last?.endpoints.isEmpty == false:
        let last = interfaces[interfaces.count - 1].endpoints.count - 1
        switch interfaces[interfaces.count - 1].endpoints[last].type {
        case .bulk:
          let exponent = field(3) & 0x1f
          interfaces[interfaces.count - 1].endpoints[last].streams = exponent == 0 ? 0 : 1 << exponent
        case .isochronous:
          interfaces[interfaces.count - 1].endpoints[last].bytesPerInterval = field(4) | field(5) << 8
        default: break
        }
      default: break
      }
      offset += length
    }
    return interfaces
  }
}
