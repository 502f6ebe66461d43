/// The device's USB descriptors.
struct Descriptors: Sendable {
  private static let deviceType: UInt8 = 1
  private static let configurationType: UInt8 = 2
  private static let stringType: UInt8 = 3
  private static let interfaceType: UInt8 = 4
  private static let endpointType: UInt8 = 5
  private static let qualifierType: UInt8 = 6
  private static let otherSpeedType: UInt8 = 7

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
    default: nil
    }
  }

  private var device: [UInt8] {
    [18, Self.deviceType] + little(0x0200) + [0, 0, 0, 64] + little(Self.vendor) + little(Self.product)
      + little(Self.version) + [1, 2, 3, 1]
  }

  private var qualifier: [UInt8] {
    [10, Self.qualifierType] + little(0x0200) + [0, 0, 0, 64, 1, 0]
  }

  private func configuration(_ speed: Speed, type: UInt8) -> [UInt8] {
    var body: [UInt8] = []
    for interface in Layout.interfaces {
      for alternate in 0..<UInt8(Layout.alternates(of: interface)) {
        let endpoints = Layout(speed: speed).endpoints(interface: interface, alternate: alternate)
        body += [
          9, Self.interfaceType, interface, alternate, UInt8(endpoints.count), 0xff, 0, 0, 5 + interface,
        ]
        for endpoint in endpoints {
          body += [7, Self.endpointType, endpoint.address, endpoint.type.rawValue]
          body += little(UInt16(endpoint.maxPacket)) + [endpoint.interval]
        }
      }
    }
    // Self-powered; 2 mA, in units of 2 mA, as composite gadgets have it.
    return [9, type] + little(UInt16(9 + body.count))
      + [UInt8(Layout.interfaces.count), 1, 4, 0xc0, 1] + body
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
