import Glibc
import SystemPackage
import USBFS

/// The other end of the interrupt endpoints: f_hid's node, if the gadget is this machine's own, or the emulated
/// device, which gives back what it took.
package struct InterruptPeer {
  private let fixture: Fixture
  private let node: FileDescriptor?

  /// The other end of the fixture's interrupt endpoints; nil if they are not there, not ours, or their other end is on
  /// another machine.
  package init?(_ fixture: Fixture) {
    guard fixture.interruptIsClaimed else { return nil }
    self.fixture = fixture
    if fixture.rig.isEmulated {
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
  package func close() { try? node?.close() }

  /// Submits an interrupt IN and makes it carry these bytes; `inFlight` is called before they are sent, `look` before it
  /// is reaped.
  @discardableResult
  package func give(
    _ bytes: UnsafeRawBufferPointer, to input: URB, inFlight: () throws -> Void = {},
    before look: () -> Void = {}
  ) throws -> URB {
    if let node {
      try fixture.device.submit(input)
      try inFlight()
      _ = try node.writeAll(bytes)
      look()
      _ = try fixture.reap()
    } else {
      let buffer = fixture.buffer(bytes.count)
      buffer.bytes.copyMemory(from: bytes)
      try echo(
        fixture.urb(fixture.interruptOut!, buffer, count: bytes.count, type: .interrupt), input, inFlight,
        look)
    }
    return input
  }

  /// Runs an interrupt OUT and takes what it brought, up to as many bytes as the buffer holds; gives their number.
  package func take(_ output: URB, into buffer: Buffer) throws -> Int {
    if let node {
      try fixture.submitAndReap(output)
      return try node.read(into: buffer.bytes)
    }
    let input = fixture.urb(fixture.interruptIn!, buffer, count: buffer.count, type: .interrupt)
    try echo(output, input)
    return input.actualLength
  }

  /// The IN is in flight before the OUT brings its bytes, and the device keeps them until it is asked for them: QEMU
  /// forgets what came for an endpoint that its controller finds idle or changed. Only after the choice of a setting
  /// does it ask again.
  private func echo(
    _ output: URB, _ input: URB, _ inFlight: () throws -> Void = {}, _ look: () -> Void = {}
  ) throws {
    try fixture.device.setInterface(fixture.rig.interrupt!.number, alternate: 0)
    try fixture.device.submit(input)
    try inFlight()
    try fixture.device.submit(output)
    look()
    for _ in 0..<2 { _ = try fixture.reap() }
  }

  /// The device side of f_hid.
  private static var hidNode: FilePath? {
    Files.read("/sys/kernel/config/usb_gadget/usbfs-conformance/functions/hid.0/dev")
      .flatMap { Files.read("/sys/dev/char/\($0)/uevent") }
      .flatMap { $0.split(separator: "\n").first { $0.hasPrefix("DEVNAME=") } }
      .map { FilePath("/dev/\($0.dropFirst("DEVNAME=".count))") }
  }
}
