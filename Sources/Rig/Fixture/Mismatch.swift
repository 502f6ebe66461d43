/// The first byte of memory that is not what was expected.
package struct Mismatch: Sendable, Equatable, CustomStringConvertible {
  /// Offset from the beginning of the memory that was compared.
  package var offset: Int
  /// The byte that was expected there.
  package var expected: UInt8
  /// The byte that is there.
  package var actual: UInt8

  /// `byte 17 is 0x00, expected 0x5a`.
  package var description: String { "byte \(offset) is \(Self.hex(actual)), expected \(Self.hex(expected))" }

  private static func hex(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
