import DeviceControl

/// Control transfers.
extension DeviceModel {
  private static let getStatus: UInt8 = 0
  private static let clearFeature: UInt8 = 1
  private static let setFeature: UInt8 = 3
  private static let getDescriptor: UInt8 = 6
  private static let setIsochronousDelay: UInt8 = 49
  private static let endpointHalt: UInt16 = 0

  mutating func control(id: UInt64, _ endpoint: UInt8, _ setup: Setup, _ data: [UInt8]) {
    var answer: [UInt8]?
    if endpoint == 0x80, setup.requestType == 0xc0, setup.request == DeviceRequest.silent.rawValue {
      silentRequests[id] = setup
      return
    }
    if endpoint != (setup.isIn ? 0x80 : 0) {
      complain("control packet of type \(setup.requestType.hexadecimal) for endpoint \(endpoint.hexadecimal)")
    } else {
      answer = setup.requestType & 0x60 == 0x40 ? vendor(setup, data) : standard(setup)
    }
    let isIn = endpoint & 0x80 != 0
    let reply = isIn ? Array((answer ?? []).prefix(Int(setup.length))) : []
    let count = answer == nil ? 0 : isIn ? reply.count : data.count
    act(
      .control(
        id: id, endpoint: endpoint, setup: setup, answer == nil ? .stall : .success, count: count,
        data: reply))
    if let scheduledDisconnect, scheduledDisconnect.left <= 0 { disconnect(for: scheduledDisconnect.absence) }
  }

  /// Handles a standard request and returns the data of an IN transfer, or nothing for OUT; nil for a STALL.
  private mutating func standard(_ setup: Setup) -> [UInt8]? {
    let address = UInt8(exactly: setup.index)
    switch (setup.requestType, setup.request) {
    case (0x80, Self.getDescriptor): return descriptors.descriptor(setup.value)
    // Self-powered.
    case (0x80, Self.getStatus): return [1, 0]
    case (0x81, Self.getStatus):
      guard let address, configuration != 0, layout.alternates(of: address) > 0 else { return nil }
      return [0, 0]
    case (0x82, Self.getStatus):
      guard let address, canHalt(address) else { return nil }
      return [halted.contains(address) ? 1 : 0, 0]
    case (0, Self.setIsochronousDelay) where layout.speed == .super: return []
    case (0x02, Self.clearFeature) where setup.value == Self.endpointHalt:
      guard let address, canHalt(address) else { return nil }
      halted.remove(address)
      return []
    case (0x02, Self.setFeature) where setup.value == Self.endpointHalt:
      guard let address, canHalt(address) else { return nil }
      if address & 0x7f != 0 { halted.insert(address) }
      return []
    default: return nil
    }
  }

  private func canHalt(_ address: UInt8) -> Bool {
    address & 0x7f == 0 || configuration != 0 && endpoint(address) != nil
  }
}
