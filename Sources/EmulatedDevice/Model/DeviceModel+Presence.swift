/// Connecting to the bus and disconnecting from it.
extension DeviceModel {
  mutating func attach() {
    guard !isAttached else { return complain("a second hello") }
    isAttached = true
    if isPlugged { join() }
  }

  mutating func plug() {
    returning = nil
    isPlugged = true
    if isAttached, !isPresent { join() }
  }

  mutating func unplug() {
    returning = nil
    isPlugged = false
    if isPresent { leave() }
  }

  mutating func disconnect(for absence: Duration?) {
    isPlugged = false
    returning = absence.map { now + $0 }
    leave()
  }

  mutating func reset() {
    configuration = 0
    forget()
    announceAll()
  }

  private mutating func join() {
    isPresent = true
    isNew = wasPresent
    wasPresent = true
    announceAll()
    act(.connect)
  }

  /// Leaves the bus; transfers in flight get no answer.
  private mutating func leave() {
    isPresent = false
    for stream in streams.indices { streams[stream].removeTransfers() }
    waitingBytes = 0
    configuration = 0
    forget()
    act(.disconnect)
  }

  /// Undoes all requests that were made of the device.
  mutating func forget() {
    silentRequests = [:]
    scheduledDisconnect = nil
    written = []
    for interface in Layout.interfaces { clear(interface: interface, alternate: 0) }
  }

  /// Puts an interface into the state right after an alternate setting was chosen.
  mutating func clear(interface: UInt8, alternate: UInt8) {
    alternates[interface] = alternate
    func belongs(_ address: UInt8) -> Bool { Layout.interface(of: address) == interface }
    held = held.filter { !belongs($0) }
    silenced = silenced.filter { !belongs($0) }
    halted = halted.filter { !belongs($0) }
    failures = failures.filter { !belongs($0.key) }
    for pipe in BulkPipe.allCases where pipe.interface == interface { cancelAll(pipe) }
    switch interface {
    case 0:
      let endpoint = endpoint(Layout.isochronousIn)
      isochronousSource = IsochronousSource(
        maxPacket: endpoint?.bytesPerInterval ?? layout.speed.isochronousPacket)
      isochronousRecord = IsochronousRecord()
    case 1:
      streams.removeSubrange(1...)
      streaming = []
      streams[0].removeData()
    default: interrupts = InterruptLoopback()
    }
  }
}
