import Glibc

/// The data of a source, in which byte `i` of every packet is `i % 63`, as f_sourcesink has it for `pattern=1`.
struct SourcePattern: Sendable {
  private let maxPacket: Int
  /// Some whole packets of the pattern, so that data is neither made nor compared byte by byte.
  private let block: [UInt8]

  private static let full = SourcePattern(maxPacket: Speed.full.bulkPacket)
  private static let high = SourcePattern(maxPacket: Speed.high.bulkPacket)
  private static let `super` = SourcePattern(maxPacket: Speed.super.bulkPacket)

  /// The pattern of the bulk source.
  static func bulk(_ speed: Speed) -> SourcePattern {
    switch speed {
    case .full: full
    case .high: high
    case .super: .super
    }
  }

  private init(maxPacket: Int) {
    self.maxPacket = maxPacket
    block = (0..<max(maxPacket, 65536 / maxPacket * maxPacket)).map { UInt8($0 % maxPacket % 63) }
  }

  /// A full packet of the isochronous source, in which byte `i` is `i % 63`, too.
  static func isochronous(_ maxPacket: Int) -> [UInt8] { Array(isochronousPacket.prefix(maxPacket)) }
  private static let isochronousPacket = (0..<Layout.largestInterval).map { UInt8($0 % 63) }

  /// The first `count` bytes of the stream.
  func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    block.withUnsafeBufferPointer {
      while bytes.count < count { bytes.append(contentsOf: $0[..<min($0.count, count - bytes.count)]) }
    }
    return bytes
  }

  /// The number of bytes in front of the first packet that differs from the pattern; all, if none does.
  func prefix(of data: [UInt8]) -> Int {
    data.withUnsafeBytes { data in
      block.withUnsafeBytes { block in
        var matched = 0
        // In large pieces; in the one that differs, packet by packet.
        for size in [block.count, maxPacket] {
          while matched < data.count {
            let part = UnsafeRawBufferPointer(rebasing: data[matched..<min(data.count, matched + size)])
            guard let start = part.baseAddress, let pattern = block.baseAddress,
              memcmp(start, pattern, part.count) == 0
            else { break }
            matched += part.count
          }
        }
        return matched
      }
    }
  }
}
