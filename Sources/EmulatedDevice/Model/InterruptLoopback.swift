/// Each interrupt OUT packet comes back as one interrupt IN packet, once somebody listens.
struct InterruptLoopback {
  /// More than any test sends without listening.
  static let limit = 1024

  var isReceiving = false
  private var waiting = Fifo<[UInt8]>()

  /// - Returns: Whether there was room.
  mutating func append(_ packet: [UInt8]) -> Bool {
    guard waiting.count < Self.limit else { return false }
    waiting.append(packet)
    return true
  }

  /// What comes next, if somebody listens.
  var first: [UInt8]? { isReceiving ? waiting.first : nil }

  mutating func removeFirst() { waiting.popFirst() }
}
