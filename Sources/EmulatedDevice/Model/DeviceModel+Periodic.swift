import DeviceControl

/// Interrupt and isochronous endpoints.
extension DeviceModel {
  mutating func receiveInterrupts(id: UInt64, _ address: UInt8, _ isReceiving: Bool) {
    guard address == Layout.interruptIn, configuration != 0 else {
      complain(
        "interrupt receiving request for endpoint \(address.hexadecimal), \(rejectionReason(address))")
      return act(.interruptStatus(id: id, .invalid, endpoint: address))
    }
    interrupts.isReceiving = isReceiving
    act(.interruptStatus(id: id, .success, endpoint: address))
  }

  mutating func interrupt(id: UInt64, _ address: UInt8, _ data: [UInt8]) {
    func answer(_ status: Status) {
      let count = status == .success ? data.count : 0
      act(.interrupt(id: id, endpoint: address, status, count: count, data: []))
    }
    guard address == Layout.interruptOut, configuration != 0 else {
      complain("interrupt packet for endpoint \(address.hexadecimal), \(rejectionReason(address))")
      return answer(.invalid)
    }
    guard !halted.contains(address) else { return answer(.stall) }
    switch failures[address]?.next() {
    case nil: break
    case .silence: return
    case .stall: return answer(.stall)
    case .error: return answer(.error)
    case .babble: return answer(.babble)
    }
    // Data longer than a packet was several packets on the wire.
    var hadRoom = true
    var offset = 0
    repeat {
      let end = min(data.count, offset + Speed.interruptPacket)
      hadRoom = interrupts.append(Array(data[offset..<end])) && hadRoom
      offset = end
    } while offset < data.count
    answer(hadRoom ? .success : .error)
  }

  mutating func serveInterrupts() {
    let address = Layout.interruptIn
    guard isPresent, !isHeld(address), !halted.contains(address) else { return }
    while let packet = interrupts.first {
      let status: Status
      switch failures[address]?.next() {
      case nil: status = .success
      case .silence:
        interrupts.removeFirst()
        continue
      case .stall: status = .stall
      case .error: status = .error
      case .babble: status = .babble
      }
      // A packet that was not received is sent again.
      if status == .success { interrupts.removeFirst() }
      let data = status == .success ? packet : []
      act(.interrupt(id: 0, endpoint: address, status, count: data.count, data: data))
    }
  }

  mutating func startIsochronous(id: UInt64, _ address: UInt8) {
    guard setStreaming(id: id, address, true) else { return }
    act(.isochronousStatus(id: id, .success, endpoint: address))
  }

  mutating func stopIsochronous(id: UInt64, _ address: UInt8) {
    guard setStreaming(id: id, address, false) else { return }
    act(.isochronousStatus(id: id, .success, endpoint: address))
  }

  mutating func isochronous(_ address: UInt8, _ data: [UInt8]) {
    guard address == Layout.isochronousOut, let endpoint = endpoint(address), configuration != 0 else {
      return complain("isochronous packet for endpoint \(address.hexadecimal), \(rejectionReason(address))")
    }
    guard isochronousRecord.isStreaming else {
      return complain("isochronous packet for endpoint \(address.hexadecimal), whose stream was not started")
    }
    guard data.count <= endpoint.bytesPerInterval else {
      return complain("isochronous packet of \(data.count) bytes for endpoint \(address.hexadecimal)")
    }
    guard failures[address]?.next() == nil else { return }
    isochronousRecord.append(data)
  }

  mutating func serveIsochronous() {
    guard isPresent else { return }
    guard !isHeld(Layout.isochronousIn) else { return isochronousSource.postpone(now: now) }
    var failure = failures[Layout.isochronousIn] ?? ScheduledFault(fault: .stall, left: 0)
    while let packet = isochronousSource.next(now: now, failure: &failure) {
      act(.isochronous(endpoint: Layout.isochronousIn, packet.status, data: packet.data))
    }
    if failure.left > 0 {
      failures[Layout.isochronousIn] = failure
    } else {
      failures[Layout.isochronousIn] = nil
    }
  }

  private mutating func setStreaming(id: UInt64, _ address: UInt8, _ isStreaming: Bool) -> Bool {
    guard endpoint(address)?.type == .isochronous, configuration != 0 else {
      complain(
        "isochronous stream request for endpoint \(address.hexadecimal), \(rejectionReason(address))")
      act(.isochronousStatus(id: id, .invalid, endpoint: address))
      return false
    }
    if address == Layout.isochronousOut {
      isochronousRecord.isStreaming = isStreaming
    } else if isStreaming {
      isochronousSource.start(now: now)
    } else {
      isochronousSource.stop()
    }
    return true
  }

  private func rejectionReason(_ address: UInt8) -> String {
    configuration == 0 ? "before SET_CONFIGURATION" : whatIs(address)
  }
}
