import Glibc
import SystemPackage
import USBFS

/// The other end of the interrupt endpoints: f_hid's node, if the gadget is this machine's own, or the emulated
/// device, which gives back what it took.
public struct InterruptPeer {
  private let bench: Bench
  private let node: FileDescriptor?

  /// Nil if the endpoints are not there, not ours, or their other end is on another machine.
  public init?(_ bench: Bench) {
    guard bench.interruptIsClaimed else { return nil }
    self.bench = bench
    if bench.rig.isEmulated {
      node = nil
    } else {
      guard let path = Self.hidNode, let node = try? FileDescriptor.open(path, .readWrite) else { return nil }
      self.node = node
      drain(node)
    }
  }

  /// Takes what earlier tests left to be read.
  private func drain(_ node: FileDescriptor) {
    var left = pollfd(fd: node.rawValue, events: Int16(POLLIN), revents: 0)
    let report = Buffer(Kernel.pageSize)
    while poll(&left, 1, 0) > 0, left.revents & Int16(POLLIN) != 0 {
      guard let count = try? node.read(into: report.bytes), count > 0 else { return }
    }
  }

  /// Lets go of the other end.
  public func close() { try? node?.close() }

  /// Makes the next interrupt IN carry these bytes.
  public func give(_ bytes: UnsafeRawBufferPointer) throws {
    if let node {
      _ = try node.writeAll(bytes)
    } else {
      let buffer = bench.buffer(bytes.count)
      buffer.bytes.copyMemory(from: bytes)
      try bench.run(bench.urb(bench.interruptOut!, buffer, count: bytes.count, type: .interrupt))
    }
  }

  /// What an interrupt OUT brought, up to as many bytes as the buffer holds; gives their number.
  public func take(into buffer: Buffer) throws -> Int {
    if let node { return try node.read(into: buffer.bytes) }
    return try bench.run(bench.urb(bench.interruptIn!, buffer, count: buffer.count, type: .interrupt))
      .actualLength
  }

  /// The device side of f_hid.
  private static var hidNode: FilePath? {
    Files.read("/sys/kernel/config/usb_gadget/usbfs-conformance/functions/hid.0/dev")
      .flatMap { Files.read("/sys/dev/char/\($0)/uevent") }
      .flatMap { $0.split(separator: "\n").first { $0.hasPrefix("DEVNAME=") } }
      .map { FilePath("/dev/\($0.dropFirst("DEVNAME=".count))") }
  }
}
