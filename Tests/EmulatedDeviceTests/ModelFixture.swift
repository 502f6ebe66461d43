import DeviceControl

@testable import EmulatedDevice

/// A device model with a clock that stands still until a test moves it.
struct ModelFixture {
  var model: DeviceModel
  var now = ContinuousClock.now
  private var lastID: UInt64 = 0

  /// - Parameter isConfigured: Whether the device is attached and configured already.
  init(_ speed: Speed = .high, oneTransferAtATime: Bool = false, isConfigured: Bool = true) {
    model = DeviceModel(speed: speed, serial: "S1", oneTransferAtATime: oneTransferAtATime, now: now)
    guard isConfigured else { return }
    send(.attached)
    send(.setConfiguration(id: 0, value: 1))
  }

  @discardableResult
  mutating func send(_ event: Event) -> [Action] { model.handle(event, now: now) }

  mutating func wait(_ time: Duration) -> [Action] {
    now += time
    return send(.time)
  }

  mutating func control(
    _ type: UInt8, _ request: UInt8, value: UInt16 = 0, index: UInt16 = 0, length: UInt16? = nil,
    data: [UInt8] = []
  ) -> [Action] {
    let setup = Setup(
      requestType: type, request: request, value: value, index: index, length: length ?? UInt16(data.count))
    return send(.control(id: nextID(), endpoint: type & 0x80, setup: setup, data: data))
  }

  @discardableResult
  mutating func vendor(
    _ request: DeviceRequest, value: UInt16 = 0, index: UInt16 = 0, data: [UInt8] = []
  ) -> [Action] {
    control(0x40, request.rawValue, value: value, index: index, data: data)
  }

  @discardableResult
  mutating func fail(_ endpoint: UInt8, _ fault: DeviceRequest.TransferFault, count: UInt16 = 1) -> [Action] {
    vendor(.fail, value: UInt16(fault.rawValue) << 8 | count, index: UInt16(endpoint))
  }

  mutating func schedule(_ lengths: [Int]) -> [Action] {
    vendor(.schedule, data: lengths.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
  }

  @discardableResult
  mutating func bulkOut(_ endpoint: UInt8, _ data: [UInt8]) -> [Action] {
    send(.bulk(id: nextID(), endpoint: endpoint, stream: 0, count: data.count, data: data))
  }

  @discardableResult
  mutating func bulkIn(_ endpoint: UInt8, _ count: Int) -> [Action] {
    send(.bulk(id: nextID(), endpoint: endpoint, stream: 0, count: count, data: []))
  }

  @discardableResult
  mutating func setAlternate(_ interface: UInt8, _ alternate: UInt8) -> [Action] {
    send(.setAlternate(id: nextID(), interface: interface, alternate: alternate))
  }

  /// The id of the last event that had one.
  var id: UInt64 { lastID }

  private mutating func nextID() -> UInt64 {
    lastID += 1
    return lastID
  }
}

extension [Action] {
  /// The completions of bulk transfers.
  var bulk: [BulkCompletion] {
    compactMap {
      guard case .bulk(let id, let endpoint, _, let status, let count, let data) = $0 else { return nil }
      return BulkCompletion(id: id, endpoint: endpoint, status: status, count: count, data: data)
    }
  }

  /// The data of a successful control transfer; nil if it was stalled.
  var answer: [UInt8]? {
    for case .control(_, _, _, let status, _, let data) in self { return status == .success ? data : nil }
    return nil
  }

  var isochronous: [(status: Status, data: [UInt8])] {
    compactMap { if case .isochronous(_, let status, let data) = $0 { (status, data) } else { nil } }
  }

  var interrupts: [(status: Status, data: [UInt8])] {
    compactMap {
      if case .interrupt(_, 0x84, let status, _, let data) = $0 { (status, data) } else { nil }
    }
  }

  var complaints: [String] {
    compactMap { if case .complaint(let text) = $0 { text } else { nil } }
  }

  /// The endpoints that answer NAK, as the host was last told; nil if it was not.
  var held: [UInt8]? {
    for case .endpoints(let endpoints) in reversed() { return endpoints.filter(\.isHeld).map(\.address) }
    return nil
  }
}
