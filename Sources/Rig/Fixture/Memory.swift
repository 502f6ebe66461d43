import USBFS

/// Memory that a test owns: a region, or ordinary memory.
package protocol Memory: AnyObject {
  /// The first byte.
  var base: UnsafeMutableRawPointer { get }
  /// Size in bytes.
  var count: Int { get }
}

extension Region: Memory {}
extension Buffer: Memory {}

extension Memory {
  /// The bytes with these offsets.
  package subscript(_ range: some RangeExpression<Int>) -> UnsafeMutableRawBufferPointer {
    let range = range.relative(to: 0..<count)
    return UnsafeMutableRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// So many bytes from an offset on.
  package subscript(at offset: Int, count count: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: base + offset, count: count)
  }

  /// Writes contents to all of it.
  package func fill(_ contents: Contents) { self[0..<count].fill(contents) }

  /// Whether all of it holds these contents.
  package func holds(_ contents: Contents) -> Bool { self[0..<count].holds(contents) }
}

extension UnsafeMutableRawBufferPointer {
  /// Writes contents to the bytes.
  package func fill(_ contents: Contents) {
    switch contents {
    case .byte(let byte): initializeMemory(as: UInt8.self, repeating: byte)
    case .pattern, .source, .bytes: copyMemory(from: contents.bytes(count))
    }
  }

  /// Whether the bytes are these contents.
  package func holds(_ contents: Contents) -> Bool {
    contents.mismatch(in: UnsafeRawBufferPointer(self)) == nil
  }
}
