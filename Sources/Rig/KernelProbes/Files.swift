import SystemPackage

/// The small files of /proc and /sys, read and written whole.
package enum Files {
  /// The text without its last newline, or nil if it cannot be read.
  package static func read(_ path: String) -> String? {
    guard let fd = try? FileDescriptor.open(FilePath(path), .readOnly) else { return nil }
    defer { try? fd.close() }
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 1)
    defer { chunk.deallocate() }
    while true {
      guard let count = try? fd.read(into: chunk) else { return nil }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The corresponding C functions are `open` and `write`.
  package static func write(_ text: String, to path: String) throws(Errno) {
    do {
      let fd = try FileDescriptor.open(FilePath(path), .writeOnly)
      defer { try? fd.close() }
      try fd.writeAll(text.utf8)
    } catch {
      throw error as! Errno
    }
  }
}
