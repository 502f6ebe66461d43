import Glibc
import SystemPackage
import USBFS

/// Fixture of one test: the device opened, its interfaces claimed and in their first state.
package final class Fixture {
  /// The rig under the fixture.
  package let rig: Rig
  /// Location of the gadget when the test began.
  package let location: Location
  /// The gadget, opened by this test.
  package let device: Device
  private var regions: [Region] = []
  private var buffers: [Buffer] = []

  /// Throws `Rig.Missing` without a rig, and what the kernel says if an interface cannot be had.
  package init(claiming: Bool = true) throws {
    rig = try Rig.current.get()
    location = try Location.wait(serial: rig.serial)
    device = try Device(location.node)
    if claiming { try claim() }
  }

  /// Claims the gadget's interfaces and puts them into their first state: whatever an earlier test left in the
  /// gadget's queues is gone.
  package func claim() throws {
    for interface in [rig.sourceSink, rig.loopback] + (interruptIsClaimed ? [rig.interrupt!] : []) {
      try device.claim(interface: interface.number)
      try device.setInterface(interface.number, alternate: 0)
    }
    // The frame after the last control transfer repeats whatever is in flight; what the source sends may be repeated.
    if rig.quirks.contains(.repeatsTransfers) {
      try submitAndReap(urb(source, Buffer(maxPacket), count: maxPacket))
    }
  }

  /// Whether the interrupt endpoints are ours: no driver of the host took them.
  package var interruptIsClaimed: Bool {
    guard let interrupt = rig.interrupt else { return false }
    do { try device.claim(interface: interrupt.number) } catch { return false }
    return true
  }

  /// The reason why clauses do not reach interrupt transfers; nil if they do.
  package var missingInterrupt: String? {
    if rig.interrupt == nil { return "interrupt" }
    return interruptIsClaimed ? nil : "interrupt, whose interface a driver of this machine holds"
  }

  /// A region that lives as long as the test, unless the test unmaps it.
  package func map(
    _ count: Int, _ protection: Protection = .readWrite, _ flags: MapFlags = .shared, offset: Int = 0,
    at address: UnsafeMutableRawPointer? = nil
  ) throws(Errno) -> Region {
    let region = try device.map(count, protection, flags, offset: offset, at: address)
    regions.append(region)
    return region
  }

  /// A region of whole pages.
  package func map(pages: Int) throws(Errno) -> Region { try map(pages * Kernel.pageSize) }

  /// Ordinary memory that lives as long as the test.
  package func buffer(_ count: Int, at address: UnsafeMutableRawPointer? = nil, flags: CInt = 0) -> Buffer {
    let buffer = Buffer(count, at: address, flags: flags)
    buffers.append(buffer)
    return buffer
  }

  /// Ordinary memory that keeps its contents when its pages are taken away (MADV_DONTNEED), as a file's does.
  package func sharedBuffer(_ count: Int) -> Buffer {
    let buffer = self.buffer(count)
    mmap(buffer.base, count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
    return buffer
  }

  /// Drops the fixture's references to regions: those that the test holds no more are unmapped.
  package func forgetRegions() { regions.removeAll() }

  deinit {
    // What is in flight keeps its region.
    try? device.close()
    // Regions may lie within buffers: unmapped after them they could take with them what is there by then.
    regions.removeAll()
    buffers.removeAll()
  }
}

/// The gadget's endpoints by what they do.
extension Fixture {
  /// Bulk IN endpoint that gives `i % maxPacket % 63`, as often as asked.
  package var source: UInt8 { rig.sourceSink.endpoint(.bulk, in: true)!.address }
  /// Bulk OUT endpoint that takes the same bytes and stalls at any other.
  package var sink: UInt8 { rig.sourceSink.endpoint(.bulk, in: false)!.address }
  /// Bulk IN endpoint that gives what `loopOut` took; it gives nothing, and so keeps an URB in flight, until then.
  package var loopIn: UInt8 { rig.loopback.endpoint(.bulk, in: true)!.address }
  /// Bulk OUT endpoint that takes what `loopIn` will give.
  package var loopOut: UInt8 { rig.loopback.endpoint(.bulk, in: false)!.address }
  /// Size of a bulk packet in bytes.
  package var maxPacket: Int { rig.maxPacket }
  /// Interrupt IN endpoint, which gives what the device side was handed; nil without interrupt endpoints.
  package var interruptIn: UInt8? { rig.interrupt?.endpoint(.interrupt, in: true)?.address }
  /// Interrupt OUT endpoint, which hands its bytes to the device side; nil without interrupt endpoints.
  package var interruptOut: UInt8? { rig.interrupt?.endpoint(.interrupt, in: false)?.address }

  /// Number of bytes that f_loopback takes in one request; a transfer of whole requests needs no short packet to be
  /// looped.
  package var loopRequest: Int { 4096 }
}

extension Fixture {
  /// An URB on part of a region or of ordinary memory.
  package func urb(
    _ endpoint: UInt8, _ memory: any Memory, at offset: Int = 0, count: Int, flags: URBFlags = [],
    type: TransferType = .bulk
  ) -> URB {
    URB(
      type, endpoint: endpoint, buffer: memory.base + offset, length: Int32(count), flags: flags,
      owner: memory)
  }

  /// Submits and waits until this URB is done. Nothing else may be in flight.
  @discardableResult
  package func submitAndReap(_ urb: URB) throws -> URB {
    try device.submit(urb)
    let reaped = try reap()
    guard reaped === urb else {
      throw Gadget.Failure(description: "another URB than the only one was reaped")
    }
    return urb
  }

  /// Waits for the next URB and takes it. Throws if none completes for so long that none ever will.
  package func reap() throws -> URB {
    guard try device.poll(milliseconds: Self.timeout) else {
      throw Gadget.Failure(description: "no URB completed within \(Self.timeout / 1000) s")
    }
    let urb = try device.reap()
    Supervisor.heartbeat()
    return urb
  }

  /// Discards an URB, which may be done by now, or reaped.
  package func discardUnlessDone(_ urb: URB) throws(Errno) {
    do { try device.discard(urb) } catch { if error != .invalidArgument { throw error } }
  }

  /// Timeout in milliseconds after which an URB that has not completed never will.
  package static let timeout = Int32(Supervisor.timeout * 1000)

  /// Hands bytes to the loopback through ordinary memory, so that a pending IN completes with them.
  package func sendToLoopback(_ bytes: UnsafeRawBufferPointer) throws {
    let buffer = Buffer(max(1, bytes.count))
    buffer.bytes.copyMemory(from: bytes)
    let sent = try device.bulk(
      endpoint: loopOut, UnsafeMutableRawBufferPointer(start: buffer.base, count: bytes.count),
      milliseconds: UInt32(Self.timeout))
    guard sent == bytes.count else {
      throw Gadget.Failure(description: "the loopback took \(sent) of \(bytes.count) bytes")
    }
  }

  /// Hands a pattern to the loopback.
  package func sendToLoopback(_ count: Int, seed: UInt64) throws {
    try sendToLoopback(Pattern.bytes(count, seed: seed))
  }

  /// The bytes that the source gives and the sink wants.
  package func sourcePattern(_ count: Int) -> UnsafeRawBufferPointer {
    Pattern.source(count, maxPacket: maxPacket)
  }
}
