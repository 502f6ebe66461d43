import Glibc
import Synchronization
import SystemPackage

/// The thread that serves the device and alone uses the connection.
final class Service: Sendable {
  enum Command { case plug, unplug, end }

  private let commands = Mutex<[Command]>([])
  /// A pair of sockets that wakes the thread: a byte goes into the first and arrives at the second.
  private let wakeWriter: CInt
  private let wakeReader: CInt
  private let complaints: ProtocolViolations

  init(complaints: ProtocolViolations) throws {
    self.complaints = complaints
    var pair: [CInt] = [-1, -1]
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &pair) == 0 else {
      throw EmulatedDeviceError("no socketpair: \(Errno(rawValue: errno))")
    }
    (wakeWriter, wakeReader) = (pair[0], pair[1])
  }

  deinit {
    Glibc.close(wakeWriter)
    Glibc.close(wakeReader)
  }

  func order(_ command: Command) {
    commands.withLock { $0.append(command) }
    // If the socket is full the thread is about to wake anyway.
    _ = Glibc.send(wakeWriter, [1], 1, CInt(MSG_NOSIGNAL))
  }

  /// Serves one connection after the other, until the command to end.
  func run(_ listener: consuming Listener, device makeDevice: (_ isPlugged: Bool) -> DeviceModel) {
    var isPlugged = true
    var connection: CInt = -1
    var redirection: Redirection?
    func hangUp() {
      if let redirection { isPlugged = redirection.isPlugged }
      redirection = nil
      if connection >= 0 { Glibc.close(connection) }
      connection = -1
    }
    while true {
      let awaited = redirection == nil ? listener.descriptor : connection
      let ready = wait(for: awaited, redirection)
      for command in takeCommands() {
        switch command {
        case .end: return hangUp()
        case .plug, .unplug:
          isPlugged = command == .plug
          redirection?.handle(isPlugged ? .plug : .unplug)
        }
      }
      if let redirection {
        if ready & Int16(POLLIN | POLLHUP | POLLERR) != 0, !redirection.isCongested { redirection.read() }
        redirection.tick()
        if redirection.isOver { hangUp() }
      } else if ready != 0, let caller = listener.accept() {
        connection = caller
        do {
          let new = try Redirection(
            makeDevice(isPlugged), over: SocketTransport(descriptor: caller), complaints: complaints)
          new.write()
          redirection = new
        } catch {
          complaints.add("\(error)")
          hangUp()
        }
      }
    }
  }

  /// Waits for a command, for the deadline, or for `descriptor`, and returns the latter's events.
  private func wait(for descriptor: CInt, _ redirection: Redirection?) -> Int16 {
    var events = Int16(POLLIN)
    if let redirection {
      if redirection.isCongested { events = 0 }
      if redirection.hasOutput { events |= Int16(POLLOUT) }
    }
    var descriptors = [
      pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: events, revents: 0),
    ]
    poll(&descriptors, 2, timeout(until: redirection?.deadline))
    var wakeups = [UInt8](repeating: 0, count: 256)
    if descriptors[0].revents != 0 { _ = recv(wakeReader, &wakeups, wakeups.count, 0) }
    return descriptors[1].revents
  }

  /// The timeout for poll in milliseconds, rounded up: waking early would wake twice, and the model makes up for being
  /// late.
  private func timeout(until deadline: ContinuousClock.Instant?) -> CInt {
    guard let deadline else { return -1 }
    let left = deadline - .now
    guard left > .zero else { return 0 }
    return CInt(
      clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
  }

  private func takeCommands() -> [Command] {
    commands.withLock { commands in
      defer { commands = [] }
      return commands
    }
  }
}
