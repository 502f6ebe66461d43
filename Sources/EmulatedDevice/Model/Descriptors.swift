/// The device's USB descriptors.
struct Descriptors: Sendable {
  private static let deviceType: UInt8 = 1
  private static let configurationType: UInt8 = 2
  private static let stringType: UInt8 = 3
  private static let interfaceType: UInt8 = 4
  private static let endpointType: UInt8 = 5
  private static let qualifierType: UInt8 = 6
  private static let otherSpeedType: UInt8 = 7
  private static let binaryObjectStoreType: UInt8 = 15
  private static let capabilityType: UInt8 = 16
  private static let companionType: UInt8 = 48

  static let vendor: UInt16 = 0x1d6b
  static let product: UInt16 = 0x0104
  static let version: UInt16 = 0x0601

  let speed: Speed
  /// String descriptors, numbered from 1.
  private let strings: [String]

  init(speed: Speed, serial: String) {
    self.speed = speed
    strings = [
      "usbfs-conformance", "source, sink and loopback", serial, "conformance", "source/sink", "loopback",
      "interrupt loopback",
    ]
  }

  /// The descriptor that the `wValue` of GET_DESCRIPTOR names; nil if the device has no such one.
  func descriptor(_ value: UInt16) -> [UInt8]? {
    switch (UInt8(value >> 8), UInt8(value & 0xff)) {
    case (Self.deviceType, 0): device
    case (Self.configurationType, 0): configuration(speed, type: Self.configurationType)
    case (Self.stringType, let index): string(index)
    // Only a device that is capable of high speed has these two.
    case (Self.qualifierType, 0) where speed == .high: qualifier
    case (Self.otherSpeedType, 0) where speed == .high: configuration(.full, type: Self.otherSpeedType)
    case (Self.binaryObjectStoreType, 0) where speed == .super: binaryObjectStore
    default: nil
    }
  }

  private var device: [UInt8] {
    // At SuperSpeed the size of endpoint 0's packets is an exponent: 512.
    [18, Self.deviceType] + little(speed == .super ? 0x0300 : 0x0200) + [0, 0, 0, speed == .super ? 9 : 64]
      + little(Self.vendor) + little(Self.product) + little(Self.version) + [1, 2, 3, 1]
  }

  /// The capabilities of USB 2.0's link power management, of which there is none, and of SuperSpeed: 5 Gbit/s, and
  /// latencies of 0, with which Linux leaves U1 and U2 alone.
  private var binaryObjectStore: [UInt8] {
    let capabilities: [UInt8] =
      [7, Self.capabilityType, 2, 0, 0, 0, 0] + [10, Self.capabilityType, 3, 0] + little(1 << 3) + [
        3, 0, 0, 0,
      ]
    return [5, Self.binaryObjectStoreType] + little(UInt16(5 + capabilities.count)) + [2] + capabilities
  }

  private var qualifier: [UInt8] {
    [10, Self.qualifierType] + little(0x0200) + [0, 0, 0, 64, 1, 0]
  }

  private func configuration(_ speed: Speed, type: UInt8) -> [UInt8] {
    let layout = Layout(speed: speed)
    var body: [UInt8] = []
    for interface in Layout.interfaces {
      for alternate in 0..<UInt8(layout.alternates(of: interface)) {
        let endpoints = layout.endpoints(interface: interface, alternate: alternate)
        body += [
          9, Self.interfaceType, interface, alternate, UInt8(endpoints.count), 0xff, 0, 0, 5 + interface,
        ]
        for endpoint in endpoints {
          body += [7, Self.endpointType, endpoint.address, endpoint.type.rawValue]
          // At high speed further packets of a microframe are in bits 11 and 12.
          let further = speed == .high ? endpoint.mult - 1 : 0
          body += little(UInt16(endpoint.maxPacket | further << 11)) + [endpoint.interval]
          if speed == .super { body += companion(endpoint) }
        }
      }
    }
    // Self-powered; one unit of 2 mA (at SuperSpeed 8 mA), as composite gadgets have it.
    return [9, type] + little(UInt16(9 + body.count))
      + [UInt8(Layout.interfaces.count), 1, 4, 0xc0, 1] + body
  }

  private func companion(_ endpoint: EndpointInfo) -> [UInt8] {
    let isPeriodic = endpoint.type != .bulk
    let attributes =
      endpoint.type == .isochronous ? UInt8(endpoint.mult - 1) : endpoint.streamsExponent
    return [6, Self.companionType, UInt8(endpoint.burst - 1), attributes]
      + little(isPeriodic ? UInt16(endpoint.bytesPerInterval) : 0)
  }

  private func string(_ index: UInt8) -> [UInt8]? {
    if index == 0 { return [4, Self.stringType] + little(0x0409) }
    guard strings.indices.contains(Int(index) - 1) else { return nil }
    // A descriptor's length is a byte.
    let text = strings[Int(index) - 1].utf16.prefix(126).flatMap { little($0) }
    return [UInt8(2 + text.count), Self.stringType] + text
  }

  private func little(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xff), UInt8(value >> 8)] }
}
