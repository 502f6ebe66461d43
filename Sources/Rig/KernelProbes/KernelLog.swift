import Glibc
import GuestProtocol
import Synchronization
import SystemPackage

/// The kernel's log from a moment on. The corresponding file is /dev/kmsg.
package struct KernelLog: Sendable {
  private static let follower = Follower()
  private let start: Int

  /// A log that begins now. Without the right to read /dev/kmsg the log stays empty.
  package init() { start = Self.follower.lines().count }

  /// All lines that the kernel remembered when it was first asked, and all since.
  static func sinceBoot() -> [String] { follower.lines() }

  /// The lines since the beginning.
  package func lines() -> [String] { Array(Self.follower.lines().dropFirst(start)) }

  /// A reader that keeps up with the kernel: the kernel forgets the oldest lines, and one clause may have it write
  /// more than it keeps.
  private final class Follower: Sendable {
    private let kmsg: FileDescriptor?
    private let known = Mutex<[String]>([])

    init() {
      kmsg = try? FileDescriptor.open("/dev/kmsg", .readOnly, options: [.nonBlocking, .closeOnExec])
      guard let kmsg else { return }
      Threads.start { [self] in
        var event = pollfd(fd: kmsg.rawValue, events: Int16(POLLIN), revents: 0)
        while poll(&event, 1, -1) >= 0 || errno == EINTR { _ = lines() }
      }
    }

    /// All lines up to now.
    func lines() -> [String] {
      guard let kmsg else { return [] }
      return known.withLock { known in
        var record = [UInt8](repeating: 0, count: 8192)
        while true {
          let count = read(kmsg.rawValue, &record, record.count)
          if count < 0, errno == EPIPE { continue }  // the oldest were overwritten; read on
          if count <= 0 { return known }
          // "priority,sequence,microseconds,flags;text" and then lines of properties, indented.
          let text = String(decoding: record[..<count], as: UTF8.self).split(separator: "\n").first ?? ""
          if let semicolon = text.firstIndex(of: ";") {
            let line = text[text.index(after: semicolon)...]
            // Dumps of what goes over the bus (usbfs_snoop): thousands of lines for a clause, and its capture has it all.
            if !line.hasPrefix("data: ") { known.append(String(line)) }
          }
        }
      }
    }
  }

  /// Adds a mark to the log.
  package static func write(_ mark: KernelLogMark) { write(mark.line) }

  /// Adds a line to the log.
  static func write(_ line: String) { try? Files.write(line + "\n", to: "/dev/kmsg") }

  /// Lines without the warnings that name one of some words, each from its cut to the end of its trace, and how many
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
      let warning = rest[begin...]
      let isMeant = warning.contains { line in
        (line.contains("WARNING:") || line.contains("DMA-API:")) && words.contains { line.contains($0) }
      }
      // Another processor may have had something to say meanwhile.
      if isMeant, !warning.contains(where: { $0.contains("BUG:") }) {
        rest.removeSubrange(begin...)
        count += 1
      }
    }
    return (rest, count)
  }

  /// The first line in which the kernel reports that it caught itself in a mistake; nil if there is none.
  package var firstSplat: String? { lines().first(where: KernelReport.isSplat) }
}
