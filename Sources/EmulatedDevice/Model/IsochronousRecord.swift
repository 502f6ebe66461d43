/// The isochronous OUT endpoint: keeps what came, until it is asked for.
struct IsochronousRecord {
  static let limit = 4096

  var isStreaming = false
  private var packets = Fifo<[UInt8]>()

  mutating func append(_ packet: [UInt8]) {
    if packets.count == Self.limit { packets.popFirst() }
    packets.append(packet)
  }

  /// The oldest: its length in 16 bits, then its bytes. Nothing if there is none.
  mutating func take() -> [UInt8] {
    guard let packet = packets.popFirst() else { return [] }
    return [UInt8(packet.count & 0xff), UInt8(truncatingIfNeeded: packet.count >> 8)] + packet
  }
}
