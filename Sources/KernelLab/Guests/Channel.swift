import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// A unix socket on which this program listens and QEMU calls once.
final class Channel: Sendable {
  /// The socket's descriptors; -1 once closed, for the number may be another file's by then.
  private struct Descriptors {
    var listener: CInt
    var connection: CInt = -1
    /// Bytes sent before QEMU connected.
    var early: [UInt8] = []
  }
  private let descriptors: Mutex<Descriptors>

  /// - Parameter path: Short: a socket's name holds 107 bytes.
  init(at path: FilePath) throws {
    let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.string.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw HarnessError("\(path) is too long for a socket: set TMPDIR to a shorter path")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard listener >= 0, bound == 0, listen(listener, 1) == 0 else {
      throw HarnessError("cannot listen on \(path): \(Errno(rawValue: errno))")
    }
    descriptors = Mutex(Descriptors(listener: listener))
  }

  deinit { close() }

  /// Shuts down both directions, so that a reader sees the end.
  func close() {
    hangUp()
    descriptors.withLock { if $0.connection >= 0 { _ = shutdown($0.connection, CInt(SHUT_RDWR)) } }
  }

  /// Stops listening, so that a reader that waits for QEMU to connect sees the end.
  func hangUp() {
    descriptors.withLock { if $0.listener >= 0 { _ = shutdown($0.listener, CInt(SHUT_RDWR)) } }
  }

  /// Sends a text; if QEMU has not called yet, as soon as it does. Nothing if it is gone.
  func send(_ text: String) {
    let fd = descriptors.withLock {
      if $0.connection < 0, $0.listener >= 0 { $0.early += Array(text.utf8) }
      return $0.connection
    }
    if fd >= 0 { Self.write(Array(text.utf8), to: fd) }
  }

  private static func write(_ bytes: [UInt8], to fd: CInt) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(fd, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      if sent <= 0 { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// The bytes that come, piece by piece, until the other side is gone. Reading waits on a thread of its own.
  func pieces() -> AsyncStream<[UInt8]> {
    AsyncStream { continuation in
      let thread = DispatchQueue(label: "channel")
      thread.async { [self] in
        let listener = descriptors.withLock { $0.listener }
        let fd = accept(listener, nil, nil)
        if fd >= 0 { _ = fcntl(fd, F_SETFD, FD_CLOEXEC) }
        descriptors.withLock {
          $0.connection = fd
          if fd >= 0 { Self.write($0.early, to: fd) }
          $0.early = []
        }
        var chunk = [UInt8](repeating: 0, count: 65536)
        while fd >= 0 {
          let count = read(fd, &chunk, chunk.count)
          if count < 0, errno == EINTR { continue }
          if count <= 0 { break }
          continuation.yield(Array(chunk[..<count]))
        }
        descriptors.withLock { $0 = Descriptors(listener: -1) }
        if fd >= 0 { Glibc.close(fd) }
        Glibc.close(listener)
        continuation.finish()
      }
    }
  }

  /// The lines that come, without their ends. A last line that was cut off comes too.
  func lines() -> AsyncStream<String> {
    let pieces = pieces()
    return AsyncStream { continuation in
      let task = Task {
        var rest: [UInt8] = []
        for await piece in pieces {
          // Files may come as lines of megabytes: each byte is looked at once.
          var start = piece.startIndex
          while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            rest += piece[start..<end]
            continuation.yield(String(decoding: rest, as: UTF8.self))
            rest = []
            start = end + 1
          }
          rest += piece[start...]
        }
        if !rest.isEmpty { continuation.yield(String(decoding: rest, as: UTF8.self)) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
