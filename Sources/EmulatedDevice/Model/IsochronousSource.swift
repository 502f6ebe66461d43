import DeviceControl

/// The isochronous IN endpoint: one packet in each interval.
struct IsochronousSource {
  static let interval = Duration.milliseconds(1)

  /// Empty packets behind the last scheduled one. QEMU gives the guest nothing before it has 60 packets, so fewer would
  /// keep scheduled ones in; and it drops what it has beyond 120, so for ever would lose some.
  static let padding = 60

  /// Empty packets are slower than those that a test waits for, and are not made up for: a guest that now and then stands
  /// still takes fewer than one in a millisecond, and the rest would collect in QEMU's buffer until it overflows.
  static let paddingInterval = Duration.milliseconds(4)

  /// How many packets may wait: a minute.
  static let limit = 65536

  /// A burst longer than what QEMU buffers would be dropped there; what is later than this stays late.
  private static let mostLate = Duration.milliseconds(60)

  private let maxPacket: Int
  /// Nil until something was scheduled: then full packets for ever.
  private var schedule: Fifo<Int>?
  private var number: UInt32 = 0
  private var padding = 0
  private var isStreaming = false
  /// When the next packet goes out; nil while there is none.
  private(set) var due: ContinuousClock.Instant?
  /// When the interval of the last packet is over.
  private var free: ContinuousClock.Instant?

  init(maxPacket: Int) { self.maxPacket = maxPacket }

  /// - Returns: Whether the lengths could be scheduled: all or none.
  mutating func add(_ lengths: [Int], now: ContinuousClock.Instant) -> Bool {
    guard lengths.allSatisfy({ $0 <= maxPacket }), (schedule?.count ?? 0) + lengths.count <= Self.limit else {
      return false
    }
    var schedule = schedule ?? Fifo()
    for length in lengths { schedule.append(length) }
    self.schedule = schedule
    padding = Self.padding
    // In the next interval, without waiting for the next empty packet.
    if isStreaming { due = max(now, free ?? now) }
    return true
  }

  mutating func start(now: ContinuousClock.Instant) {
    isStreaming = true
    padding = Self.padding
    due = now
  }

  mutating func stop() {
    isStreaming = false
    due = nil
  }

  /// Nobody would take what is due: later.
  mutating func postpone(now: ContinuousClock.Instant) {
    if due != nil { due = now + Self.interval }
  }

  /// The next packet whose time has come.
  mutating func next(now: ContinuousClock.Instant, failure: inout Failure) -> (status: Status, data: [UInt8])?
  {
    while let time = due, time <= now {
      free = max(time, now - Self.mostLate) + Self.interval
      due = free
      let data: [UInt8]
      if schedule == nil {
        data = SourcePattern.isochronous(maxPacket)
      } else if let length = schedule?.popFirst() {
        data = packet(length)
        number &+= 1
        padding = Self.padding
      } else if padding > 0 {
        padding -= 1
        free = now + Self.interval
        due = now + Self.paddingInterval
        // Mishaps are for packets that somebody waits for.
        return (.success, [])
      } else {
        due = nil
        return nil
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
    var data = (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    let start = Int(number % 251)
    data.reserveCapacity(maxPacket)
    for offset in stride(from: 4, to: length, by: 1) { data.append(UInt8((start + offset) % 251)) }
    return Array(data.prefix(length))
  }
}
