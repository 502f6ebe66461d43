/// Configurations and alternate settings.
extension DeviceModel {
  mutating func setConfiguration(id: UInt64, _ value: UInt8) {
    guard value <= 1 else { return act(.configuration(id: id, .stall, value: configuration)) }
    forget()
    configuration = value
    announceAll()
    act(.configuration(id: id, .success, value: value))
  }

  mutating func setAlternate(id: UInt64, _ interface: UInt8, _ alternate: UInt8) {
    guard configuration != 0, Int(alternate) < layout.alternates(of: interface) else {
      let current = alternates[interface] ?? 0
      return act(.alternate(id: id, .stall, interface: interface, alternate: current))
    }
    clear(interface: interface, alternate: alternate)
    announceAll()
    act(.alternate(id: id, .success, interface: interface, alternate: alternate))
  }

  mutating func getAlternate(id: UInt64, _ interface: UInt8) {
    let exists = configuration != 0 && layout.alternates(of: interface) > 0
    act(
      .alternate(
        id: id, exists ? .success : .stall, interface: interface, alternate: alternates[interface] ?? 0))
  }
}
