import Glibc

/// A transport over a non-blocking socket.
struct SocketTransport: Transport {
  let descriptor: CInt

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    return count > 0 ? count : count == 0 ? nil : wouldBlock
  }

  func write(_ buffer: UnsafeRawBufferPointer) -> Int? {
    // Without the flag a peer that is gone would end this process with SIGPIPE.
    let count = send(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
    return count >= 0 ? count : wouldBlock
  }

  private var wouldBlock: Int? { errno == EAGAIN || errno == EINTR ? 0 : nil }
}
