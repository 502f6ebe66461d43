import CUSBFS
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.LIF {
  @Test(.requires(.root)) func `LIF-1: after fork both processes see one memory`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let region = try fixture.map(pages: 2)
    region.bytes[0] = 1
    let child = try ForkedProcess { step in
      // The child sees the parent's byte, writes its own, and holds the memory until it is told to go.
      if region.base.load(as: UInt8.self) != 1 { return 1 }
      region.base.storeBytes(of: 2, toByteOffset: Kernel.pageSize, as: UInt8.self)
      step.done()
      step.wait()
      return region.base.load(as: UInt8.self) == 3 ? 0 : 2
    }
    child.wait()
    #expect(region.bytes[Kernel.pageSize] == 2, "what the child wrote")
    region.bytes[0] = 3
    try region.unmap()
    #expect(try !quota.isUnchanged(since: before), "in use while the child holds the region")
    child.go()
    #expect(try child.status() == 0, "what the child saw (1: not the parent's first byte, 2: not its second)")
    #expect(try quota.isUnchanged(since: before), "in use after both let go")
  }

  @Test func `LIF-2: closing the descriptor does not take the region away`() throws {
    let interface = fixture.rig.loopback.number
    let region = try fixture.map(pages: 2)
    Pattern.fill(region.bytes, seed: 1)
    try fixture.device.close()
    #expect(Pattern.mismatch(region.bytes, seed: 1) == nil, "the region after the close")
    Pattern.fill(region.bytes, seed: 2)
    #expect(Pattern.mismatch(region.bytes, seed: 2) == nil, "the region written after the close")
    let other = try Device(fixture.location.node)
    #expect(throws: Errno.resourceBusy, "a claim before the last munmap") {
      try other.claim(interface: interface)
    }
    try region.unmap()
    #expect(throws: Never.self, "a claim after the last munmap") { try other.claim(interface: interface) }
  }

  @Test(.requires(.gadgetControl)) func `LIF-3: after disconnect the region still reads and writes`() throws {
    try fixture.device.close()
    try goThrough("disconnects", disconnect)
  }

  /// Goes through rounds of a kind, each with a region of so many bytes, whose pages must come back. What gets lost must
  /// show beside what else comes and goes.
  private func goThrough(_ kind: String, _ round: (Fixture, Int) throws -> Void) throws {
    let (rounds, size) = fixture.rig.isEmulated ? (200, 64 << 10) : (2, 2 << 20)
    try expectNothingLost(fixture.rig, after: "\(rounds) \(kind)", memory: rounds * size / 2) {
      for _ in 0..<rounds { try round(try Fixture(), size) }
    }
  }

  private func disconnect(_ fixture: Fixture, _ size: Int) throws {
    let region = try fixture.map(size)
    Pattern.fill(region.bytes, seed: 1)
    defer { _ = try? Gadget.attach(fixture.rig) }
    if fixture.rig.isEmulated {
      // In the midst of transfers into a region that would go on for ever.
      let moving = try fixture.map(8 << 12)
      let others = (0..<8).map { fixture.urb(fixture.source, moving, at: $0 << 12, count: 4096) }
      try fixture.device.disconnect(afterTransfers: 4)
      let urb = fixture.urb(fixture.loopIn, region, count: 4096)
      try fixture.device.submit(urb)
      // It may be gone before the last of them.
      let submitted = others.filter { other in
        let refused = refusal { () throws(Errno) in try fixture.device.submit(other) }
        if let refused, !refused.isOfAMissingDevice {
          Issue.record("submit to a device that goes is refused with \(refused)")
        }
        return refused == nil
      }
      try fixture.location.waitGone()
      for _ in 0..<(1 + submitted.count) { _ = try fixture.reap() }
      #expect(urb.error != nil, "status of the pending URB")
      let done = submitted.filter { $0.error == nil }
      #expect(done.count < 8, "URBs that were done when the device went")
      for other in done where fixture.rig.has(.concurrentTransfers) {
        expectDone(other, 4096)
        let bytes = UnsafeRawBufferPointer(start: other.buffer, count: 4096)
        #expect(
          Pattern.difference(bytes, fixture.sourcePattern(4096)) == nil, "what came before the device went")
      }
      Pattern.fill(moving.bytes, seed: 3)
      #expect(Pattern.mismatch(moving.bytes, seed: 3) == nil, "the region that was in the midst of transfers")
      #expect(throws: Never.self) { try moving.unmap() }
    } else {
      let urb = fixture.urb(fixture.loopIn, region, count: 4096)
      try fixture.device.submit(urb)
      try Gadget.detach(fixture.rig)
      #expect(try fixture.reap() === urb, "the pending URB is reaped")
      #expect(urb.error != nil, "status of the pending URB")
    }
    #expect(Pattern.mismatch(region.bytes, seed: 1) == nil, "the region after the disconnect")
    Pattern.fill(region.bytes, seed: 2)
    #expect(Pattern.mismatch(region.bytes, seed: 2) == nil, "the region written after the disconnect")
    expectRefused(fixture.urb(fixture.source, region, count: 4096), .noSuchDevice, by: fixture.device)
    #expect(throws: Never.self) { try region.unmap() }
    try fixture.device.close()
  }

  /// Region URBs are refused late, again and again; then the region must be held by exactly those that hold it.
  private func expectOneReference(_ quota: borrowing Quota, _ before: Quota.Reading, _ region: Region) throws
  {
    try fixture.claim()
    let urb = fixture.urb(fixture.loopIn, region, count: 4096)
    try fixture.device.submit(urb)
    try region.unmap()
    #expect(try !quota.isUnchanged(since: before), "in use with an URB in flight: memory freed under DMA")
    try fixture.sendToLoopback(100, seed: 1)
    #expect(try fixture.reap() === urb)
    #expect(try quota.isUnchanged(since: before), "in use after the last URB: memory leaked")
  }

  @Test(.requires(.root)) func `LIF-4: a submit that fails late drops its reference once`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()

    // A quota too small for the URB itself: ordinary URBs leave less than its bookkeeping takes.
    let region = try fixture.map(pages: 4)
    try Quota.withLimit(1) {
      let buffer = fixture.buffer(1 << 20)
      var fillers: [URB] = []
      var size = 512 << 10
      while size > 0 {
        let filler = fixture.urb(fixture.loopIn, buffer, count: size)
        if refusal({ () throws(Errno) in try fixture.device.submit(filler) }) == nil {
          fillers.append(filler)
        } else {
          size /= 2
        }
      }
      // What is left may be just enough for a region's URB, which counts no bytes; each takes some for itself.
      while true {
        let last = fixture.urb(fixture.loopIn, region, count: 4096)
        if refusal({ () throws(Errno) in try fixture.device.submit(last) }) != nil { break }
        fillers.append(last)
        try #require(fillers.count < 10_000, "URBs that a quota of 1 MiB holds")
      }
      for _ in 0..<100 {
        expectRefused(
          fixture.urb(fixture.source, region, count: 4096), .noMemory, by: fixture.device, "no quota left")
      }
      for filler in fillers.reversed() { try fixture.device.discard(filler) }
      for _ in fillers { _ = try fixture.reap() }
    }
    try expectOneReference(quota, before, region)

    // Continuation on an endpoint that an error disabled.
    if try fixture.device.capabilities().contains(.bulkContinuation) {
      let second = try fixture.map(pages: 4)
      try fixture.sendToLoopback(100, seed: 1)
      let short = try fixture.submitAndReap(
        fixture.urb(fixture.loopIn, second, count: 4096, flags: .shortNotOK))
      if short.error != .remoteIO {
        try inconclusive("the endpoint was not disabled: \(String(describing: short.error))")
      }
      for _ in 0..<100 {
        let urb = fixture.urb(fixture.loopIn, second, count: 4096, flags: [.shortNotOK, .bulkContinuation])
        expectRefused(urb, .remoteIO, by: fixture.device, "continuation on a disabled endpoint")
      }
      try expectOneReference(quota, before, second)
    } else {
      unreached("continuation")
    }
  }

  @Test(
    .alone, .requires(.root, .disposableController), .tolerates(warningsOf: "dma_debug_device_change"))
  func `LIF-5: the controller may be unbound while regions exist`() throws {
    try fixture.device.close()
    try goThrough("unbinds", unbind)
  }

  private func unbind(_ fixture: Fixture, _ size: Int) throws {
    let region = try fixture.map(size)
    let second = try fixture.map(pages: 1)
    Pattern.fill(region.bytes, seed: 1)
    let urb = fixture.urb(fixture.loopIn, region, count: 4096)
    try fixture.device.submit(urb)
    let controller = try Controller(fixture.location)
    try controller.unbind()
    defer { _ = try? controller.bind(fixture.rig) }
    #expect(try fixture.reap() === urb, "the pending URB is reaped")
    #expect(Pattern.mismatch(region.bytes, seed: 1) == nil, "the region without a controller")
    Pattern.fill(region.bytes, seed: 2)
    #expect(Pattern.mismatch(region.bytes, seed: 2) == nil, "the region written without a controller")
    expectRefused(fixture.urb(fixture.source, region, count: 4096), .noSuchDevice, by: fixture.device)
    #expect(throws: Never.self) { try region.unmap() }
    try fixture.device.close()
    // The last munmap comes when descriptor and controller are gone.
    #expect(throws: Never.self) { try second.unmap() }
  }

  @Test(.alone, .requires(.root, .portSuspend))
  func `LIF-6: suspend and resume with regions and pending URBs`() throws {
    let region = try fixture.map(pages: 2)
    Pattern.fill(region.bytes, seed: 1)
    let power = try Power(fixture.location)
    defer { power.restore() }
    guard power.allowsSuspend() else {
      try skip("the port's power management is off: CONFIG_PM, or usbcore.autosuspend")
    }
    let urb = fixture.urb(fixture.loopIn, region, count: 4096)
    try fixture.device.submit(urb)
    try fixture.device.allowSuspend()
    // Suspending gives all URBs back: this one's return is the sign of it.
    #expect(try fixture.reap() === urb)
    #expect(urb.error != nil, "status of an URB that a suspend ended")
    #expect(Pattern.mismatch(region.bytes, seed: 1) == nil, "the region while suspended")
    try fixture.device.forbidSuspend()
    for seed: UInt64 in [2, 3] {
      try fixture.sendToLoopback(4096, seed: seed)
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, count: 4096)), 4096)
      #expect(Pattern.mismatch(.init(rebasing: region.bytes[..<4096]), seed: seed) == nil, "after the resume")
    }
  }

  @Test(.alone, .requires(.root, .dma, .disposableController, .dmaAPIDebug))
  func `LIF-8: regions leave no DMA memory to an unbound controller`() throws {
    try fixture.device.close()
    // The control: the controller's own driver gives back all it had.
    if let complaint = try unbound(regions: 0) { try inconclusive("without a region, too: \(complaint)") }
    let complaint = try unbound(regions: 1)
    #expect(complaint == nil, "what the DMA API's watcher says")
  }

  @Test(.alone, .requires(.root, .disposableController, .gadgetControl, .driverModule, .expendableKernel))
  func `LIF-9: a region may outlive its controller's driver`() throws {
    let controller = try Controller(fixture.location)
    let module = try #require(controller.module)
    let region = try fixture.map(pages: 4)
    Pattern.fill(region.bytes, seed: 1)
    let isRemoved = controller.remove(module)
    defer { if isRemoved { try? controller.load(module, fixture.rig) } }
    if !isRemoved { remark("the kernel keeps \(module)") }
    #expect(Pattern.mismatch(region.bytes, seed: 1) == nil, "the region without a driver")
    #expect(throws: Never.self) { try region.unmap() }
    try fixture.device.close()
  }

  /// What the kernel says of memory that a controller had when it was unbound.
  private func unbound(regions count: Int) throws -> String? {
    let fixture = try Fixture()
    let log = KernelLog()
    let regions = try (0..<count).map { _ in try fixture.map(pages: 4) }
    let controller = try Controller(fixture.location)
    try controller.unbind()
    defer { _ = try? controller.bind(fixture.rig) }
    for region in regions { try region.unmap() }
    return log.lines().first { $0.contains("pending DMA allocations") }
  }

  @Test(.requires(.root)) func `LIF-7: a reap that cannot be answered gives the region up`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    #if arch(x86_64)
      // Where the 32-bit entry reaches.
      let (low, flags): (MapFlags, CInt) = (.low, CInt(MAP_32BIT))
    #else
      let (low, flags): (MapFlags, CInt) = ([], 0)
    #endif
    let region = try fixture.map(2 * Kernel.pageSize, .readWrite, [.shared, low])
    // Each structure lies across two pages, the second of which cannot be written when it is reaped.
    let pages = fixture.buffer(2 * Kernel.pageSize, flags: flags)
    let edge = pages.base + Kernel.pageSize
    func expectUnanswered(_ what: String, submit: () throws -> Void, reap: () throws -> Void) throws {
      try submit()
      _ = try fixture.device.poll(milliseconds: Fixture.timeout)
      mprotect(edge, Kernel.pageSize, PROT_READ)
      #expect(throws: Errno.badAddress, "\(what) cannot be written") { try reap() }
      mprotect(edge, Kernel.pageSize, PROT_READ | PROT_WRITE)
      #expect(throws: Errno.resourceTemporarilyUnavailable, "reaped again, \(what)") {
        try fixture.device.reapNow()
      }
    }

    let isIsochronous = fixture.rig.has(.isochronous)
    if isIsochronous { try fixture.selectIsochronous() }
    func offset<T>(_ field: PartialKeyPath<T>) -> Int { MemoryLayout<T>.offset(of: field)! }
    /// The fields that a reap writes, whose they are, and how far they are from the beginning of an URB of such a size.
    func fields(_ urb: [(String, Int)], size: Int) -> [(what: String, type: TransferType, offset: Int)] {
      let packet = [
        ("a packet's length", offset(\usbdevfs_iso_packet_desc.actual_length)),
        ("a packet's status", offset(\usbdevfs_iso_packet_desc.status)),
      ]
      return urb.map { ($0.0, .bulk, $0.1) }
        + (isIsochronous ? packet.map { ($0.0, .isochronous, size + $0.1) } : [])
    }
    func urb(_ type: TransferType, at place: UnsafeMutableRawPointer) -> URB {
      URB(
        type, endpoint: type == .bulk ? fixture.source : fixture.isochronousOut, buffer: region.base,
        length: Int32(fixture.maxPacket), flags: type == .bulk ? [] : .isochronousASAP,
        packets: type == .bulk ? [] : [.init(length: 64)], owner: region, at: place)
    }
    let native = [
      ("the status", offset(\usbdevfs_urb.status)), ("the length", offset(\usbdevfs_urb.actual_length)),
      ("the number of errors", offset(\usbdevfs_urb.error_count)),
    ]
    for field in fields(native, size: MemoryLayout<usbdevfs_urb>.size) {
      let urb = urb(field.type, at: edge - field.offset)
      try expectUnanswered(field.what) {
        try fixture.device.submit(urb)
      } reap: {
        _ = try fixture.device.reapNow()
      }
    }
    let whole = urb(.bulk, at: pages.base)
    try expectUnanswered("its address") {
      try fixture.device.submit(whole)
    } reap: {
      try fixture.device.reapNow(into: edge)
    }

    #if arch(x86_64)
      func urb32(_ type: TransferType, at place: UnsafeMutableRawPointer) -> UnsafeMutablePointer<
        cusbfs_urb32
      > {
        var urb = cusbfs_urb32()
        urb.type = type.rawValue
        urb.endpoint = type == .bulk ? fixture.source : fixture.isochronousOut
        urb.buffer = UInt32(UInt(bitPattern: region.base))
        urb.buffer_length = Int32(fixture.maxPacket)
        if type == .isochronous {
          (urb.flags, urb.number_of_packets) = (URBFlags.isochronousASAP.rawValue, 1)
        }
        place.copyMemory(from: &urb, byteCount: MemoryLayout<cusbfs_urb32>.size)
        var packet = usbdevfs_iso_packet_desc(length: 64, actual_length: 0, status: 0)
        if type != .bulk {
          (place + MemoryLayout<cusbfs_urb32>.size).copyMemory(
            from: &packet, byteCount: MemoryLayout<usbdevfs_iso_packet_desc>.size)
        }
        return UnsafeMutablePointer(bitPattern: UInt(bitPattern: place))!
      }
      let slot = pages.base.assumingMemoryBound(to: UInt32.self)
      let first = urb32(.bulk, at: pages.base)
      if refusal({ () throws(Errno) in try fixture.device.submit32(first) }) == .noFunction {
        unreached("32-bit entry")
      } else {
        _ = try fixture.device.poll(milliseconds: Fixture.timeout)
        _ = try fixture.device.reap32(slot)
        let compat = [
          ("the status", offset(\cusbfs_urb32.status)), ("the length", offset(\cusbfs_urb32.actual_length)),
          ("the number of errors", offset(\cusbfs_urb32.error_count)),
        ]
        for field in fields(compat, size: MemoryLayout<cusbfs_urb32>.size) {
          let urb = urb32(field.type, at: edge - field.offset)
          try expectUnanswered("32-bit, \(field.what)") {
            try fixture.device.submit32(urb)
          } reap: {
            _ = try fixture.device.reap32(slot)
          }
        }
        let whole = urb32(.bulk, at: pages.base)
        try expectUnanswered("32-bit, its address") {
          try fixture.device.submit32(whole)
        } reap: {
          _ = try fixture.device.reap32(edge.assumingMemoryBound(to: UInt32.self))
        }
      }
    #endif

    try region.unmap()
    #expect(try quota.isUnchanged(since: before), "in use after munmap")
  }
}
