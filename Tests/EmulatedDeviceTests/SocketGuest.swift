import Glibc
import SystemPackage

@testable import EmulatedDevice

/// A guest's side of a connection over a real socket.
final class SocketGuest {
  let guest: Guest
  let descriptor: CInt

  init(at path: FilePath) throws {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.descriptor = descriptor
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.string.utf8) }
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else { throw Errno(rawValue: errno) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    guest = Guest(over: SocketTransport(descriptor: descriptor))
  }

  deinit { close(descriptor) }

  /// Waits up to ten seconds for a packet that fits; nil if none came.
  func await(_ fits: (ReceivedPacket) -> Bool) -> ReceivedPacket? {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      guest.pump()
      let received = guest.take()
      log += received
      if let index = log[seen...].firstIndex(where: fits) {
        seen = index + 1
        return log[index]
      }
      if guest.isOver { return nil }
      var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
      poll(&descriptors, 1, 5)
    }
    return nil
  }

  /// All packets that were received.
  private(set) var log: [ReceivedPacket] = []
  private var seen = 0
}
