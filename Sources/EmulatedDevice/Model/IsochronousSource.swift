import DeviceControl

/// The isochronous IN endpoint, which sends full packets by the clock or, once packets were scheduled, only those, at
/// once.
struct IsochronousSource {
  /// The time between two full packets.
  static let interval = Duration.milliseconds(1)

  /// The most time that late packets make up for: QEMU would drop a burst longer than its buffer.
  private static let mostLate = Duration.milliseconds(60)

  private let maxPacket: Int
  /// Lengths of scheduled packets; nil until some were scheduled, and full packets are sent.
  private var schedule: Fifo<Int>?
  private var number: UInt32 = 0
  private var isStreaming = false
  /// The time at which the next full packet is sent.
  private var time = ContinuousClock.now
  /// The numbers of the first packets of the streams, whether or not these were sent.
  private(set) var beginnings: [UInt32] = []

  init(maxPacket: Int) { self.maxPacket = maxPacket }

  /// The time at which the next packet is due; nil while none is due by the clock.
  var due: ContinuousClock.Instant? { isStreaming && schedule == nil ? time : nil }

  /// Schedules packets of these lengths, all or none, and returns whether it did.
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

  /// Delays the packets that are due, while the endpoint answers NAK.
  mutating func postpone(now: ContinuousClock.Instant) { time = now + Self.interval }

  /// The next packet that is due; nil if none is.
  mutating func next(now: ContinuousClock.Instant, failure: inout ScheduledFault) -> (
    status: Status, data: [UInt8]
  )? {
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

  /// The next packet's data: its number, then bytes by which a test sees whether any were moved or lost.
  private func packet(_ length: Int) -> [UInt8] {
    var data = number.littleEndianBytes
    let start = Int(number % 251)
    data.reserveCapacity(maxPacket)
    for offset in stride(from: 4, to: length, by: 1) { data.append(UInt8((start + offset) % 251)) }
    return Array(data.prefix(length))
  }
}

extension UInt32 {
  /// The four bytes in the order in which USB sends them.
  var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
