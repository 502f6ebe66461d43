/// A loopback that returns each interrupt OUT packet as one interrupt IN packet, once the host polls.
struct InterruptLoopback {
  /// The most packets that wait: more than any test sends without polling.
  static let limit = 1024

  var isReceiving = false
  private var waiting = Fifo<[UInt8]>()

  /// Keeps a packet and returns whether there was room for it.
  mutating func append(_ packet: [UInt8]) -> Bool {
    guard waiting.count < Self.limit else { return false }
    waiting.append(packet)
    return true
  }

  /// The next packet for the host; nil if there is none or the host does not poll.
  var first: [UInt8]? { isReceiving ? waiting.first : nil }

  mutating func removeFirst() { waiting.popFirst() }
}
