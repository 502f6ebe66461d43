import Glibc
import SystemPackage

/// A listening unix socket for QEMU.
struct Listener: ~Copyable {
  let descriptor: CInt
  private let path: FilePath

  /// Listens on a path of at most 107 bytes. Throws an `EmulatedDeviceError`.
  init(at path: FilePath) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.string.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw EmulatedDeviceError("\(path) is too long for a socket: set TMPDIR to a shorter path")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let descriptor = socket(
      AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw EmulatedDeviceError("no socket: \(Errno(rawValue: errno))") }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(descriptor, 1) == 0 else {
      let reason = Errno(rawValue: errno)
      Glibc.close(descriptor)
      throw EmulatedDeviceError("cannot listen on \(path): \(reason)")
    }
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    Glibc.close(descriptor)
    unlink(path.string)
  }

  /// Accepts a connection and returns its descriptor, which the caller closes; nil if none waits.
  func accept() -> CInt? {
    let connection = Glibc.accept(descriptor, nil, nil)
    guard connection >= 0 else { return nil }
    // Swift's Glibc has no accept4.
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    _ = fcntl(connection, F_SETFL, O_NONBLOCK)
    return connection
  }
}
