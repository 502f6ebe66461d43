import DeviceControl

/// Bulk endpoints.
extension DeviceModel {
  /// The largest transfer of the source, in bytes: more than any controller asks for at once. A source has no end, so
  /// something must bound it.
  static let largestSource = 32 << 20

  /// The most bytes that may wait with the device or be asked of its source: more than a guest may have in flight.
  static let mostWaitingBytes = 128 << 20
  static let mostWaitingTransfers = 4096

  mutating func bulk(id: UInt64, _ address: UInt8, stream: UInt32, count: Int, _ data: [UInt8]) {
    func refuse(_ status: Status, _ why: String) {
      complain("bulk packet \(why)")
      act(.bulk(id: id, endpoint: address, stream: stream, status, count: 0, data: []))
    }
    guard let pipe = BulkPipe(address) else {
      return refuse(.invalid, "for endpoint \(address.hexadecimal), \(whatIs(address))")
    }
    guard configuration != 0 else { return refuse(.stall, "before SET_CONFIGURATION") }
    guard streams.indices.contains(Int(stream)), stream == 0 || streaming.contains(address) else {
      return refuse(.invalid, "for stream \(stream) of endpoint \(address.hexadecimal), which it has not")
    }
    guard pipe != .source || count <= Self.largestSource else {
      return refuse(.invalid, "for \(count) bytes at once")
    }
    // A source's data is made only when it answers, and then all at once.
    let weight = pipe == .source ? count : data.count
    guard waitingBytes + weight <= Self.mostWaitingBytes,
      streams[Int(stream)].transfers[pipe.rawValue].count < Self.mostWaitingTransfers
    else { return refuse(.error, "while too much waits") }
    waitingBytes += weight
    // Ids are used again.
    for index in streams.indices { streams[index].answered.forget(id) }
    let fault = failures[address]?.next()
    streams[Int(stream)].transfers[pipe.rawValue].append(
      BulkTransfer(id: id, stream: stream, count: count, data: data, weight: weight, fault: fault))
  }

  /// Cancels a transfer. One that is not waiting has just been answered: answer and cancellation crossed, and the host
  /// drops that answer and those behind it. No byte that the host does not get is lost: on a bus it would not have been
  /// acknowledged.
  mutating func cancel(id: UInt64) {
    for stream in streams.indices {
      if let (pipe, transfer) = streams[stream].remove(id: id) {
        return answer(transfer, of: pipe, .cancelled)
      }
    }
    if let setup = silentRequests.removeValue(forKey: id) {
      return act(.control(id: id, endpoint: 0x80, setup: setup, .cancelled, count: 0, data: []))
    }
    for stream in streams.indices { streams[stream].takeBack(id: id) }
  }

  mutating func cancelAll(_ pipe: BulkPipe, from first: Int = 0) {
    for stream in streams.indices.dropFirst(first) {
      while let transfer = streams[stream].transfers[pipe.rawValue].popFirst() {
        answer(transfer, of: pipe, .cancelled)
      }
    }
  }

  mutating func allocateStreams(id: UInt64, _ addresses: [UInt8], _ count: Int) {
    let isPossible =
      configuration != 0 && !addresses.isEmpty
      && count > 0 && addresses.allSatisfy { count <= endpoint($0)?.streams ?? 0 }
    guard isPossible else {
      complain("\(count) streams for endpoints \(addresses.map(\.hexadecimal))")
      return act(.streams(id: id, .invalid, endpoints: addresses, count: count))
    }
    streaming.formUnion(addresses)
    while streams.count <= count { streams.append(BulkStream(maxPacket: layout.speed.bulkPacket)) }
    act(.streams(id: id, .success, endpoints: addresses, count: count))
  }

  mutating func freeStreams(id: UInt64, _ addresses: [UInt8]) {
    streaming.subtract(addresses)
    for pipe in addresses.compactMap(BulkPipe.init) { cancelAll(pipe, from: 1) }
    if streaming.isEmpty { streams.removeSubrange(1...) }
    act(.streams(id: id, .success, endpoints: addresses, count: 0))
  }

  /// Serves the bulk endpoints until nothing moves any more: data that one takes may be data that another waits for.
  mutating func serveBulk() {
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for stream in streams.indices {
        for pipe in BulkPipe.allCases {
          while isPresent, streams.indices.contains(stream), serve(pipe, stream) { hasMoved = true }
        }
      }
    }
  }

  /// Whether the endpoint answers NAK to every transfer.
  func isHeld(_ address: UInt8) -> Bool {
    if held.contains(address) || silenced.contains(address) { return true }
    // A transfer that stays with the device would block such a controller.
    guard oneTransferAtATime else { return false }
    switch BulkPipe(address) {
    case .loopbackIn: return !streams[0].loopback.hasComplete
    case .loopbackOut: return !streams[0].loopback.hasRoom
    default: return false
    }
  }

  /// Serves the first transfer of an endpoint and returns whether anything moved.
  private mutating func serve(_ pipe: BulkPipe, _ stream: Int) -> Bool {
    let address = pipe.address
    guard !held.contains(address), !silenced.contains(address),
      let fault = streams[stream].transfers[pipe.rawValue].withFirst({ $0.fault })
    else { return false }
    if halted.contains(address) { return finish(pipe, stream, .stall) }
    switch fault {
    case nil: break
    case .silence: return false
    case .error: return finish(pipe, stream, .error)
    case .babble: return finish(pipe, stream, .babble)
    case .stall:
      halted.insert(address)
      return finish(pipe, stream, .stall)
    }
    switch pipe {
    case .source: return serveSource(stream)
    case .sink: return serveSink(stream)
    case .loopbackIn: return serveLoopbackIn(stream)
    case .loopbackOut: return serveLoopbackOut(stream)
    }
  }

  private mutating func serveSource(_ stream: Int) -> Bool {
    let (packet, pattern) = (layout.speed.bulkPacket, pattern)
    let isWhole = streams[stream].withFirst(.source) { transfer, _ in
      transfer.data = pattern.bytes(transfer.count / packet * packet)
      return transfer.count > 0 && transfer.count % packet == 0
    }
    // The source only sends whole packets, and the last one may be more than was asked for.
    return finish(.source, stream, isWhole == true ? .success : .babble)
  }

  private mutating func serveSink(_ stream: Int) -> Bool {
    let pattern = pattern
    let isPattern = streams[stream].withFirst(.sink) { transfer, _ in
      transfer.taken = pattern.prefix(of: transfer.data)
      return transfer.taken == transfer.data.count
    }
    if isPattern == true { return finish(.sink, stream, .success) }
    halted.insert(Layout.sink)
    return finish(.sink, stream, .stall)
  }

  private mutating func serveLoopbackIn(_ stream: Int) -> Bool {
    let result = streams[stream].withFirst(.loopbackIn) { transfer, loopback in
      let before = transfer.data.count
      let progress = loopback.fill(&transfer)
      return (progress, moved: transfer.data.count > before, isEmpty: transfer.data.isEmpty)
    }
    switch result {
    case nil: return false
    case (.done, _, _)?: return finish(.loopbackIn, stream, .success)
    case (.babble, _, _)?: return finish(.loopbackIn, stream, .babble)
    case (.waiting, let moved, let isEmpty)?:
      return oneTransferAtATime && !isEmpty ? finish(.loopbackIn, stream, .success) : moved
    }
  }

  private mutating func serveLoopbackOut(_ stream: Int) -> Bool {
    let result = streams[stream].withFirst(.loopbackOut) { transfer, loopback in
      let before = transfer.taken
      return (loopback.take(&transfer), moved: transfer.taken > before)
    }
    guard let result else { return false }
    return result.0 == .done ? finish(.loopbackOut, stream, .success) : result.moved
  }

  private mutating func finish(_ pipe: BulkPipe, _ stream: Int, _ status: Status) -> Bool {
    guard let transfer = streams[stream].transfers[pipe.rawValue].popFirst() else { return false }
    answer(transfer, of: pipe, status)
    guard var scheduledDisconnect else { return true }
    scheduledDisconnect.left -= 1
    self.scheduledDisconnect = scheduledDisconnect
    if scheduledDisconnect.left <= 0 { disconnect(for: scheduledDisconnect.absence) }
    return true
  }

  private mutating func answer(_ transfer: BulkTransfer, of pipe: BulkPipe, _ status: Status) {
    let isIn = pipe.address & 0x80 != 0
    if !transfer.pieces.isEmpty, status != .cancelled {
      streams[Int(transfer.stream)].answered.append(transfer.id, transfer.pieces)
    }
    waitingBytes -= transfer.weight
    let count = status == .cancelled ? 0 : isIn ? transfer.data.count : transfer.taken
    act(
      .bulk(
        id: transfer.id, endpoint: pipe.address, stream: transfer.stream, status, count: count,
        data: isIn && status != .cancelled ? transfer.data : []))
  }

  /// A description of an endpoint, for messages about violations.
  func whatIs(_ address: UInt8) -> String {
    switch endpoint(address)?.type {
    case nil: "which the device has not"
    case .control: "which is a control endpoint"
    case .bulk: "which is a bulk endpoint"
    case .interrupt: "which is an interrupt endpoint"
    case .isochronous: "which is an isochronous endpoint"
    }
  }
}
