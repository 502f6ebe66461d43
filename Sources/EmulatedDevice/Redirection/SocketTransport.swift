import Glibc

/// A connection over a socket that does not block.
struct SocketTransport: Transport {
  let descriptor: CInt

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    return count > 0 ? count : count == 0 ? nil : wouldBlock
  }

  func write(_ buffer: UnsafeRawBufferPointer) -> Int? {
    // A peer that is gone is no reason for a signal that ends this process.
    let count = send(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
    return count >= 0 ? count : wouldBlock
  }

  private var wouldBlock: Int? { errno == EAGAIN || errno == EINTR ? 0 : nil }
}
