/// The emulated device without a bus and without a clock: events go in, actions come out.
///
/// The carrier of the bus (usbredir, and one day USB/IP) turns its packets into events and performs the actions in
/// their order. No event can break the model: what it does not understand it answers as a device would (stall) or as a
/// host would (invalid), and reports as a violation.
struct DeviceModel {
  let oneTransferAtATime: Bool
  let descriptors: Descriptors
  let layout: Layout
  let pattern: SourcePattern

  /// Whether a peer is at the other end of the bus.
  var isAttached = false
  /// Whether the device is plugged in.
  var isPlugged: Bool
  /// Whether the device is on the bus: attached and plugged in.
  var isPresent = false
  /// Whether the device reconnected and the host has not noticed yet.
  var isNew = false
  /// Whether the device was on the bus before: only then can packets for an absent device have crossed its disconnect.
  var wasPresent = false
  /// The time at which the device reconnects by itself.
  var returning: ContinuousClock.Instant?

  var configuration: UInt8 = 0
  var alternates: [UInt8: UInt8] = [:]
  /// Endpoints that answer NAK on request (`DeviceRequest.startNAK`).
  var held: Set<UInt8> = []
  /// Endpoints that answer NAK in place of `TransferFault.silence`, where a transfer cannot stay with the device.
  var silenced: Set<UInt8> = []
  var halted: Set<UInt8> = []
  var failures: [UInt8: ScheduledFault] = [:]

  /// The streams of the bulk endpoints, by their number. What goes without a stream has number 0.
  var streams: [BulkStream]
  /// Endpoints that have streams now.
  var streaming: Set<UInt8> = []
  /// The number of bytes that wait with the device, or were asked of its source.
  var waitingBytes = 0
  var interrupts = InterruptLoopback()
  var isochronousSource: IsochronousSource
  var isochronousRecord = IsochronousRecord()
  /// The data of the last `DeviceRequest.write`, for `readBack`.
  var written: [UInt8] = []
  var scheduledDisconnect: ScheduledDisconnect?
  /// Control transfers that get no answer (`DeviceRequest.silent`), by id.
  var silentRequests: [UInt64: Setup] = [:]

  /// The time of the event that is being handled.
  var now: ContinuousClock.Instant
  /// The endpoints that answer NAK as the host was last told; nil if it must be told of all endpoints.
  private var announced: [UInt8]?
  private var actions: [Action] = []

  init(
    speed: Speed, serial: String, oneTransferAtATime: Bool, isPlugged: Bool = true,
    now: ContinuousClock.Instant
  ) {
    self.oneTransferAtATime = oneTransferAtATime
    self.isPlugged = isPlugged
    self.now = now
    descriptors = Descriptors(speed: speed, serial: serial)
    layout = Layout(speed: speed)
    pattern = SourcePattern.bulk(speed)
    streams = [BulkStream(maxPacket: speed.bulkPacket)]
    isochronousSource = IsochronousSource(maxPacket: speed.isochronousPacket)
  }

  /// The time at which `Event.time` should come next; nil if there is none.
  var deadline: ContinuousClock.Instant? {
    [returning, isPresent ? isochronousSource.due : nil].compactMap { $0 }.min()
  }

  /// The endpoints of the current alternate settings.
  var endpoints: [EndpointInfo] {
    Layout.interfaces.flatMap { layout.endpoints(interface: $0, alternate: alternates[$0] ?? 0) }
  }

  func endpoint(_ address: UInt8) -> EndpointInfo? { endpoints.first { $0.address == address } }

  mutating func handle(_ event: Event, now: ContinuousClock.Instant) -> [Action] {
    self.now = now
    dispatch(event)
    serveBulk()
    serveInterrupts()
    serveIsochronous()
    announce()
    defer { actions = [] }
    return actions
  }

  mutating func act(_ action: Action) { actions.append(action) }

  mutating func complain(_ text: String) { actions.append(.complaint(text)) }

  /// Has the host told of all interfaces and endpoints before it gets the next answer.
  mutating func announceAll() { announced = nil }

  private mutating func dispatch(_ event: Event) {
    switch event {
    case .attached: attach()
    case .plug: plug()
    case .unplug: unplug()
    case .time: if let returning, returning <= now { plug() }
    default:
      if isPresent, !hasCrossed(event) {
        request(event)
      } else if !wasPresent {
        complain("\(event.name) before the device was on the bus")
      }
    }
  }

  /// Whether an event was sent before the host noticed that the device reconnected. Before the host has reset a device
  /// it makes no transfers.
  private mutating func hasCrossed(_ event: Event) -> Bool {
    guard isNew else { return false }
    switch event {
    case .bulk, .isochronous, .interrupt, .cancel, .startIsochronous, .stopIsochronous, .startInterrupt,
      .stopInterrupt:
      return true
    default:
      isNew = false
      return false
    }
  }

  private mutating func request(_ event: Event) {
    switch event {
    case .attached, .plug, .unplug, .time: break
    case .reset: reset()
    case .setConfiguration(let id, let value): setConfiguration(id: id, value)
    case .getConfiguration(let id): act(.configuration(id: id, .success, value: configuration))
    case .setAlternate(let id, let interface, let alternate): setAlternate(id: id, interface, alternate)
    case .getAlternate(let id, let interface): getAlternate(id: id, interface)
    case .startIsochronous(let id, let endpoint): startIsochronous(id: id, endpoint)
    case .stopIsochronous(let id, let endpoint): stopIsochronous(id: id, endpoint)
    case .startInterrupt(let id, let endpoint): receiveInterrupts(id: id, endpoint, true)
    case .stopInterrupt(let id, let endpoint): receiveInterrupts(id: id, endpoint, false)
    case .control(let id, let endpoint, let setup, let data): control(id: id, endpoint, setup, data)
    case .bulk(let id, let endpoint, let stream, let count, let data):
      bulk(id: id, endpoint, stream: stream, count: count, data)
    case .isochronous(let endpoint, let data): isochronous(endpoint, data)
    case .interrupt(let id, let endpoint, let data): interrupt(id: id, endpoint, data)
    case .cancel(let id): cancel(id: id)
    case .allocateStreams(let id, let endpoints, let count): allocateStreams(id: id, endpoints, count)
    case .freeStreams(let id, let endpoints): freeStreams(id: id, endpoints)
    }
  }

  /// Tells the host of the endpoints if they changed, before the answer to what changed them: a host that saw the
  /// answer first might already ask again.
  private mutating func announce() {
    guard isPresent else { return }
    let addresses = heldEndpoints
    guard announced != addresses else { return }
    let endpoints = endpoints.map {
      var endpoint = $0
      endpoint.isHeld = addresses.contains($0.address)
      return endpoint
    }
    var news = [Action.endpoints(endpoints)]
    if announced == nil {
      let interfaces = Layout.interfaces.map { InterfaceInfo(number: $0, interfaceClass: 0xff) }
      news.insert(.interfaces(interfaces), at: 0)
    }
    actions.insert(contentsOf: news, at: 0)
    announced = addresses
  }

  private var heldEndpoints: [UInt8] {
    // This runs for every event, so the usual case is fast.
    guard oneTransferAtATime || !held.isEmpty || !silenced.isEmpty else { return [] }
    return endpoints.map(\.address).filter(isHeld)
  }
}
