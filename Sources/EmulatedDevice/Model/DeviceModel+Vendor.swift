import DeviceControl

/// Vendor requests, with which a test directs the device.
extension DeviceModel {
  /// The most data of a `write`, in bytes: as much as QEMU takes in one control transfer.
  static let largestWrite = 4096

  /// Handles a vendor request and returns the data of an IN transfer, or nothing for OUT; nil for a STALL.
  mutating func vendor(_ setup: Setup, _ data: [UInt8]) -> [UInt8]? {
    switch (setup.requestType, DeviceRequest(rawValue: setup.request)) {
    case (0x40, .write):
      guard data.count <= Self.largestWrite else { return nil }
      written = data
    case (0xc0, .readBack): return written
    case (0xc0, .takeOut): return isochronousRecord.take()
    case (0xc0, .beginnings):
      guard endpoint(Layout.isochronousIn) != nil else { return nil }
      return isochronousSource.beginnings.flatMap(\.littleEndianBytes)
    case (0x40, .startNAK):
      guard data.isEmpty, let address = existing(setup.index) else { return nil }
      held.insert(address)
    case (0x40, .stopNAK):
      guard data.isEmpty, let address = existing(setup.index) else { return nil }
      held.remove(address)
      silenced.remove(address)
    case (0x40, .fail):
      guard data.isEmpty, let address = existing(setup.index) else { return nil }
      return fail(address, count: Int(setup.value & 0xff), fault: UInt8(setup.value >> 8))
    case (0x40, .schedule): return schedule(data)
    case (0x40, .disconnect):
      guard data.isEmpty else { return nil }
      scheduledDisconnect = ScheduledDisconnect(
        left: Int(setup.index), absence: setup.value == 0 ? nil : .milliseconds(Int(setup.value)))
    default: return nil
    }
    return []
  }

  private func existing(_ index: UInt16) -> UInt8? {
    guard let address = UInt8(exactly: index), endpoint(address) != nil else { return nil }
    return address
  }

  private mutating func fail(_ address: UInt8, count: Int, fault: UInt8) -> [UInt8]? {
    guard count > 0 else {
      failures[address] = nil
      silenced.remove(address)
      return []
    }
    guard let fault = DeviceRequest.TransferFault(rawValue: fault) else { return nil }
    if fault == .silence, oneTransferAtATime, BulkPipe(address) != nil {
      // A transfer that stays with the device would block the controller, so the endpoint answers NAK instead.
      silenced.insert(address)
    } else {
      failures[address] = ScheduledFault(fault: fault, left: count)
    }
    return []
  }

  private mutating func schedule(_ data: [UInt8]) -> [UInt8]? {
    guard endpoint(Layout.isochronousIn) != nil, data.count % 2 == 0 else { return nil }
    let lengths = stride(from: 0, to: data.count, by: 2).map { Int(data[$0]) | Int(data[$0 + 1]) << 8 }
    return isochronousSource.add(lengths) ? [] : nil
  }
}
