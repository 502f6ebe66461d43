/// The contents that memory is filled with, or expected to hold.
package enum Contents {
  /// Bytes that tell where they came from (`Pattern`); a different seed gives different bytes everywhere.
  case pattern(seed: UInt64)
  /// The bytes that the device's source gives and its sink wants.
  case source
  /// One byte, everywhere.
  case byte(UInt8)
  /// These bytes, as many as the memory has.
  case bytes(UnsafeRawBufferPointer)

  /// The bytes of other memory.
  package static func bytes(of memory: some Memory) -> Contents {
    .bytes(UnsafeRawBufferPointer(memory[0..<memory.count]))
  }

  /// The first byte of the memory that differs; nil if the memory holds the contents.
  package func mismatch(in memory: UnsafeRawBufferPointer) -> Mismatch? {
    switch self {
    case .byte(let byte):
      Pattern.mismatch(UnsafeMutableRawBufferPointer(mutating: memory), byte: byte).map {
        Mismatch(offset: $0, expected: byte, actual: memory[$0])
      }
    case .pattern, .source, .bytes:
      mismatch(in: memory, bytes(memory.count))
    }
  }

  private func mismatch(in memory: UnsafeRawBufferPointer, _ expected: UnsafeRawBufferPointer) -> Mismatch? {
    Pattern.difference(memory, expected).map {
      Mismatch(offset: $0, expected: expected[$0], actual: memory[$0])
    }
  }

  /// The contents as so many bytes.
  func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    switch self {
    case .pattern(let seed): return Pattern.bytes(count, seed: seed)
    case .source:
      guard case .success(let rig) = Rig.current else { preconditionFailure("there is no rig") }
      return Pattern.source(count, maxPacket: rig.maxPacket)
    case .byte: preconditionFailure("a byte everywhere is compared and filled without a copy of it")
    case .bytes(let bytes):
      precondition(bytes.count == count)
      return bytes
    }
  }
}
