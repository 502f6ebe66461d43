import DeviceControl

/// The isochronous IN endpoint: full packets by the clock, or, once some were scheduled, only those and at once.
struct IsochronousSource {
  static let interval = Duration.milliseconds(1)

  /// A burst longer than what QEMU buffers would be dropped there; what is later than this stays late.
  private static let mostLate = Duration.milliseconds(60)

  private let maxPacket: Int
  /// Nil until something was scheduled: then full packets for ever.
  private var schedule: Fifo<Int>?
  private var number: UInt32 = 0
  private var isStreaming = false
  /// When the next full packet goes out.
  private var time = ContinuousClock.now
  /// The numbers of the packets with which streams began, or would have.
  private(set) var beginnings: [UInt32] = []

  init(maxPacket: Int) { self.maxPacket = maxPacket }

  /// When there is something to do again; nil while there is nothing.
  var due: ContinuousClock.Instant? { isStreaming && schedule == nil ? time : nil }

  /// - Returns: Whether the lengths could be scheduled: all or none.
  mutating func add(_ lengths: [Int]) -> Bool {
    guard lengths.allSatisfy({ $0 <= maxPacket }),
      (schedule?.count ?? 0) + lengths.count <= DeviceRequest.mostScheduled
    else {
      return false
    }
    var schedule = schedule ?? Fifo()
    for length in lengths { schedule.append(length) }
    self.schedule = schedule
    return true
  }

  mutating func start(now: ContinuousClock.Instant) {
    isStreaming = true
    time = now
    if beginnings.count < DeviceRequest.mostBeginnings { beginnings.append(number) }
  }

  mutating func stop() { isStreaming = false }

  /// Nobody would take what is due: later.
  mutating func postpone(now: ContinuousClock.Instant) { time = now + Self.interval }

  /// The next packet whose time has come.
  mutating func next(now: ContinuousClock.Instant, failure: inout Failure) -> (status: Status, data: [UInt8])?
  {
    while isStreaming {
      let data: [UInt8]
      if schedule == nil {
        guard time <= now else { return nil }
        time = max(time, now - Self.mostLate) + Self.interval
        data = SourcePattern.isochronous(maxPacket)
      } else {
        guard let length = schedule?.popFirst() else { return nil }
        data = packet(length)
        number &+= 1
      }
      switch failure.next() {
      case nil: return (.success, data)
      case .stall: return (.stall, [])
      case .error: return (.error, [])
      case .babble: return (.babble, data)
      case .silence: continue
      }
    }
    return nil
  }

  /// Begins with its number; what follows tells whether anything was moved or lost.
  private func packet(_ length: Int) -> [UInt8] {
    var data = number.littleEndianBytes
    let start = Int(number % 251)
    data.reserveCapacity(maxPacket)
    for offset in stride(from: 4, to: length, by: 1) { data.append(UInt8((start + offset) % 251)) }
    return Array(data.prefix(length))
  }
}

extension UInt32 {
  /// Its four bytes as USB sends them.
  var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
