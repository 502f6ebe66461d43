/// The device without a bus and without a clock: events go in, actions come out.
///
/// Whatever carries the bus (usbredir, and one day USB/IP) turns what it hears into events and does the actions in
/// their order. Nothing that comes from the bus can break it: what it does not understand it answers as a device would
/// (stall) or as a host would (invalid), and complains.
struct DeviceModel {
  let oneTransferAtATime: Bool
  let descriptors: Descriptors
  let layout: Layout
  let pattern: SourcePattern

  /// Somebody is at the other end of the bus.
  var isAttached = false
  /// The device is meant to be on the bus.
  var isPlugged: Bool
  /// The device is on the bus.
  var isPresent = false
  /// It came back, and the host has not noticed yet.
  var isNew = false
  /// What arrives for an absent device crossed its leaving; but not if it never was there.
  var wasPresent = false
  var returning: ContinuousClock.Instant?

  var configuration: UInt8 = 0
  var alternates: [UInt8: UInt8] = [:]
  /// Endpoints that the host was asked not to look at, because a test wants it so.
  var held: Set<UInt8> = []
  /// The same, in place of silence.
  var silenced: Set<UInt8> = []
  var halted: Set<UInt8> = []
  var failures: [UInt8: Failure] = [:]

  /// What the host wants of the bulk endpoints, by `BulkPipe`.
  var transfers = [Fifo<BulkTransfer>](repeating: Fifo(), count: BulkPipe.allCases.count)
  /// How many bytes of OUT transfers wait.
  var waitingBytes = 0
  var loopback: Loopback
  var answered = AnsweredTransfers()
  var interrupts = InterruptLoopback()
  var isochronousSource: IsochronousSource
  var isochronousRecord = IsochronousRecord()
  /// What `DeviceRequest.write` left for `readBack`.
  var written: [UInt8] = []
  var scheduledDisconnect: ScheduledDisconnect?

  /// The time of the event that is being handled.
  var now: ContinuousClock.Instant
  /// The endpoints that the host was last told not to look at; nil: it must be told of all endpoints.
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
    loopback = Loopback(maxPacket: speed.bulkPacket)
    isochronousSource = IsochronousSource(maxPacket: speed.isochronousPacket)
  }

  /// When `Event.time` should come.
  var deadline: ContinuousClock.Instant? {
    [returning, isPresent ? isochronousSource.due : nil].compactMap { $0 }.min()
  }

  /// The endpoints of the alternate settings that are chosen.
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

  /// The host will be told of everything before it gets the next answer.
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

  /// What was on its way when the device went is for the device that it was. The host asks one that came back for
  /// nothing before it was reset.
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
    }
  }

  /// What endpoints there are goes out before the answer to whatever changed it: a host that saw the answer first would
  /// already ask again.
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
    // With every event, so not at length.
    guard oneTransferAtATime || !held.isEmpty || !silenced.isEmpty else { return [] }
    return endpoints.map(\.address).filter(isHeld)
  }
}
