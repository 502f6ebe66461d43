/// The bytes of a source: byte `i` of every packet is `i % 63`, as f_sourcesink has it for `pattern=1`.
struct SourcePattern: Sendable {
  private let maxPacket: Int
  /// Some whole packets, so that neither making nor comparing goes byte by byte.
  private let block: [UInt8]

  private static let full = SourcePattern(maxPacket: Speed.full.bulkPacket)
  private static let high = SourcePattern(maxPacket: Speed.high.bulkPacket)

  /// What a bulk source sends.
  static func bulk(_ speed: Speed) -> SourcePattern { speed == .high ? high : full }

  /// What an isochronous source sends in one packet.
  static func isochronous(_ maxPacket: Int) -> [UInt8] { (0..<maxPacket).map { UInt8($0 % 63) } }

  private init(maxPacket: Int) {
    self.maxPacket = maxPacket
    block = (0..<max(maxPacket, 65536 / maxPacket * maxPacket)).map { UInt8($0 % maxPacket % 63) }
  }

  /// The first `count` bytes of the stream.
  func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    block.withUnsafeBufferPointer {
      while bytes.count < count { bytes.append(contentsOf: $0[..<min($0.count, count - bytes.count)]) }
    }
    return bytes
  }

  /// How many bytes come in whole packets before the first packet that differs; all, if none does.
  func prefix(of data: [UInt8]) -> Int {
    data.withUnsafeBytes { data in
      block.withUnsafeBytes { block in
        var matched = 0
        while matched < data.count {
          let part = UnsafeRawBufferPointer(rebasing: data[matched..<min(data.count, matched + block.count)])
          guard part.elementsEqual(block.prefix(part.count)) else { break }
          matched += part.count
        }
        // The block as a whole differs: now packet by packet, once per stall.
        while matched < data.count {
          let part = data[matched..<min(data.count, matched + maxPacket)]
          guard part.elementsEqual(block.prefix(part.count)) else { break }
          matched += part.count
        }
        return matched
      }
    }
  }
}
