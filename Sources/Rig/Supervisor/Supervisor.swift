import Glibc
import GuestProtocol
import Synchronization
import SystemPackage

/// The line to the program that judges what the clauses say, outside of this process and mostly outside of this kernel.
package enum Supervisor {
  /// A terminal line, or a pipe; nil without a supervisor.
  private static let line = Environment[.supervisor].flatMap {
    try? FileDescriptor.open(FilePath($0), .writeOnly)
  }
  private static let lastHeartbeat = Mutex(ContinuousClock.now)

  /// Whether there is a supervisor.
  package static var isListening: Bool { line != nil }

  /// Timeout in seconds for what takes moments where it works: an URB that has all it needs, a device from plugging in
  /// to its last interface. A supervisor gives slow kernels more.
  static let timeout = Environment[.timeout].flatMap { Int($0) } ?? 120

  /// Sends a record, if there is a supervisor.
  ///
  /// The event stream of Swift Testing goes over the same line, and a record may fall between a line of that and its
  /// newline: so a newline stands before the record, too, and all of it is one `write`.
  package static func send(_ record: ClauseRecord) {
    guard let line else { return }
    _ = try? line.writeAll("\n\(GuestMessage.record(record).line)\n".utf8)
  }

  /// Tells the supervisor that the clause goes on, with an empty line at most every ten seconds. What it hears nothing
  /// of for minutes it takes for hung, and many rounds take as long as the machine takes.
  package static func heartbeat() {
    guard let line else { return }
    let isDue = lastHeartbeat.withLock { last in
      let now = ContinuousClock.now
      guard now - last >= .seconds(10) else { return false }
      last = now
      return true
    }
    if isDue { _ = try? line.writeAll([UInt8(ascii: "\n")]) }
  }

  /// The file to which captures of the bus go while they are made, if the supervisor fears for the kernel.
  package static var captureStream: String? { Environment[.capture] }

  /// Hands a file to the supervisor. False if there is none that takes it.
  package static func exportArtifact(_ bytes: [UInt8], named name: String) -> Bool {
    guard let command = Environment[.export] else { return false }
    let path = "/tmp/\(name)"
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
      try file.closeAfter { _ = try file.writeAll(bytes) }
      try Shell.run("\(command) \(name) \(path)")
      return true
    } catch { return false }
  }

  /// Whether the device at the other end is the supervisor's emulated one, which it plugs and unplugs.
  static var hasDevice: Bool { Environment[.deviceLine] != nil }

  /// Asks for the emulated device to be plugged or unplugged. False if the device is not the supervisor's.
  static func asks(for message: GuestMessage) throws(Errno) -> Bool {
    guard let file = Environment[.deviceLine] else { return false }
    try Files.write(message.line + "\n", to: file)
    return true
  }
}
