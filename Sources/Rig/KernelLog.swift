import Glibc
import SystemPackage

/// The kernel's log from a moment on. The corresponding file is /dev/kmsg.
public struct KernelLog: ~Copyable {
  private let kmsg: FileDescriptor?

  /// Begins now. Without the right to read /dev/kmsg the log stays empty.
  public init() { self.init(from: .end) }

  private init(from whence: FileDescriptor.SeekOrigin) {
    kmsg = try? FileDescriptor.open("/dev/kmsg", .readOnly, options: [.nonBlocking, .closeOnExec])
    _ = try? kmsg?.seek(offset: 0, from: whence)
  }

  /// All that the kernel still remembers.
  static func sinceBoot() -> [String] { KernelLog(from: .start).lines() }

  deinit { try? kmsg?.close() }

  /// The lines since the last call or the beginning.
  public func lines() -> [String] {
    guard let kmsg else { return [] }
    var lines: [String] = []
    var record = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = read(kmsg.rawValue, &record, record.count)
      if count < 0, errno == EPIPE { continue }  // the oldest were overwritten; read on
      if count <= 0 { return lines }
      // "priority,sequence,microseconds,flags;text" and then lines of properties, indented.
      let text = String(decoding: record[..<count], as: UTF8.self).split(separator: "\n").first ?? ""
      if let semicolon = text.firstIndex(of: ";") {
        lines.append(String(text[text.index(after: semicolon)...]))
      }
    }
  }

  /// Adds a line, so that whoever reads the log knows where a clause began and ended.
  public static func mark(_ text: String) {
    try? Files.write("usbfs-conformance: \(text)\n", to: "/dev/kmsg")
  }

  /// Lines without the warnings in which one of some words is, each from its cut to the end of its trace, and how many
  /// they were.
  static func without(warningsWith words: [String], _ lines: [String]) -> (rest: [String], count: Int) {
    var rest: [String] = []
    var count = 0
    var start: Int?
    for line in lines {
      if line.contains("[ cut here ]") { start = rest.count }
      rest.append(line)
      guard line.contains("[ end trace"), let begin = start else { continue }
      start = nil
      let isMeant = rest[begin...].contains { line in words.contains { line.contains($0) } }
      if isMeant, rest[begin...].contains(where: { $0.contains("WARNING:") }) {
        rest.removeSubrange(begin...)
        count += 1
      }
    }
    return (rest, count)
  }

  /// What the kernel prints when it caught itself in a mistake. Every trace of the stack is one, too.
  public static func isSplat(_ line: String) -> Bool {
    [
      "BUG:", "BUG ", "WARNING:", "Oops", "KASAN", "UBSAN", "Call Trace", "general protection fault",
      "memory corruption", "Bad page", "list_del corruption", "list_add corruption", "refcount_t:",
      "possible recursive locking", "INFO: task", "rcu: INFO",
    ].contains { line.contains($0) && !line.contains("DEBUG") }
  }
}
