/// The packets that the isochronous OUT endpoint received, until they are taken.
struct IsochronousRecord {
  /// The most packets that are kept; the oldest go first.
  static let limit = 4096

  var isStreaming = false
  private var packets = Fifo<[UInt8]>()

  mutating func append(_ packet: [UInt8]) {
    if packets.count == Self.limit { packets.popFirst() }
    packets.append(packet)
  }

  /// Removes the oldest packet and returns its length in 16 bits and its bytes; empty if there is none.
  mutating func take() -> [UInt8] {
    guard let packet = packets.popFirst() else { return [] }
    return [UInt8(packet.count & 0xff), UInt8(truncatingIfNeeded: packet.count >> 8)] + packet
  }
}
