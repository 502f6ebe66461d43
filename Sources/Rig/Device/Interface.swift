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
        interfaces[interfaces.count - 1].endpoints.append(
          Endpoint(
            address: UInt8(field(2)), type: TransferType(attributes: UInt8(field(3))),
            maxPacketSize: (field(4) | field(5) << 8) & 0x7ff, alternate: alternate))
      default: break
      }
      offset += length
    }
    return interfaces
  }
}
