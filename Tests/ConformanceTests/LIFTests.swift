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

  @Test(.requires(.concurrentTransfers)) func `LIF-2: closing the descriptor does not take the region away`()
    throws
  {
    let interface = fixture.rig.loopback.number
    let region = try fixture.map(min(4 << 20, 8192 * fixture.maxPacket, fixture.rig.largestTransfer))
    let count = region.count - Kernel.pageSize
    region.fill(.pattern(seed: 1))
    // One is in the midst of its data when the descriptor is closed, one waits for ever.
    try fixture.device.submit(fixture.urb(fixture.source, region, count: count))
    try fixture.device.submit(fixture.urb(fixture.loopIn, region, at: count, count: fixture.maxPacket))
    try fixture.device.close()
    let wasInTime = !region[(count - fixture.maxPacket)..<count].holds(.source)
    _ = becomesTrue { region[..<count].holds(.source) }
    expect(region[..<count], holds: .source, "what came after the close for an URB that was in flight")
    expect(
      region[count...],
      holds: .bytes(UnsafeRawBufferPointer(rebasing: Pattern.bytes(region.count, seed: 1)[count...])),
      "the rest of the region after the close")
    region.fill(.pattern(seed: 2))
    expect(region, holds: .pattern(seed: 2), "the region written after the close")
    let other = try Device(fixture.location.node)
    #expect(throws: Errno.resourceBusy, "a claim before the last munmap") {
      try other.claim(interface: interface)
    }
    try region.unmap()
    #expect(throws: Never.self, "a claim after the last munmap") { try other.claim(interface: interface) }
    if !wasInTime { unreached("a transfer that the close finds in its midst: all \(count) bytes had come") }
  }

  @Test(.requires(.gadgetControl)) func `LIF-3: after disconnect the region still reads and writes`() throws {
    try fixture.device.close()
    try goThrough("disconnects") { fixture, size, round in
      let region = try fixture.map(size)
      region.fill(.pattern(seed: 1))
      defer { _ = try? Gadget.attach(fixture.rig) }
      if fixture.rig.isEmulated {
        try disconnectAmidTransfers(fixture, region, round)
      } else {
        try disconnect(fixture, region, round)
      }
      try expectRegionOutlivesDevice(region, fixture, round, "after the disconnect")
    }
  }

  /// Goes through rounds of a kind, each with a region of so many bytes, whose pages must come back. What gets lost
  /// must show beside what else comes and goes.
  private func goThrough(_ kind: String, _ body: (Fixture, _ size: Int, _ round: String) throws -> Void)
    throws
  {
    let (count, size) = fixture.rig.isEmulated ? (200, 64 << 10) : (2, 2 << 20)
    let rounds = Rounds(count)
    try expectNothingLost(fixture.rig, after: "\(count) \(kind)", memory: count * size / 2) {
      for number in 0..<count {
        let round = rounds.begin(number)
        try body(try Fixture(), size, round)
      }
    }
  }

  /// Unplugs the device with an URB of the region pending.
  private func disconnect(_ fixture: Fixture, _ region: Region, _ round: String) throws {
    let urb = fixture.urb(fixture.loopIn, region, count: 4096)
    try fixture.device.submit(urb)
    try Gadget.detach(fixture.rig)
    #expect(try fixture.reap() === urb, "\(round): the pending URB is reaped")
    #expect(urb.error != nil, "\(round): status of the pending URB")
  }

  /// Expects a region whose device is gone to hold what was written to it, to take more, and to go with munmap; and
  /// submissions to be ENODEV. Closes the descriptor.
  private func expectRegionOutlivesDevice(
    _ region: Region, _ fixture: Fixture, _ round: String, _ when: String
  ) throws {
    expect(region, holds: .pattern(seed: 1), "\(round): the region \(when)")
    region.fill(.pattern(seed: 2))
    expect(region, holds: .pattern(seed: 2), "\(round): the region written \(when)")
    expectRefused(fixture.urb(fixture.source, region, count: 4096), .noSuchDevice, by: fixture.device, round)
    #expect(throws: Never.self, "\(round): munmap") { try region.unmap() }
    try fixture.device.close()
  }

  /// Lets the device go with an URB of the region pending, in the midst of transfers into another region that would go
  /// on for ever.
  private func disconnectAmidTransfers(_ fixture: Fixture, _ region: Region, _ round: String) throws {
    let moving = try fixture.map(8 << 12)
    let others = (0..<8).map { fixture.urb(fixture.source, moving, at: $0 << 12, count: 4096) }
    try fixture.device.disconnect(afterTransfers: 4)
    let urb = fixture.urb(fixture.loopIn, region, count: 4096)
    try fixture.device.submit(urb)
    // It may be gone before the last of them.
    let submitted = others.filter { other in
      let refused = refusal { () throws(Errno) in try fixture.device.submit(other) }
      if let refused, !refused.isOfAMissingDevice {
        Issue.record("\(round): submit to a device that goes is refused with \(refused)")
      }
      return refused == nil
    }
    try fixture.location.waitGone()
    for _ in 0..<(1 + submitted.count) { _ = try fixture.reap() }
    #expect(urb.error != nil, "\(round): status of the pending URB")
    let done = submitted.filter { $0.error == nil }
    #expect(done.count < 8, "\(round): URBs that were done when the device went")
    for other in done where fixture.rig.has(.concurrentTransfers) {
      expectDone(other, 4096)
      expect(
        UnsafeRawBufferPointer(start: other.buffer, count: 4096), holds: .source,
        "\(round): what came before the device went")
    }
    moving.fill(.pattern(seed: 3))
    expect(
      moving, holds: .pattern(seed: 3), "\(round): the region that was in the midst of transfers")
    #expect(throws: Never.self, "\(round): munmap in the midst of transfers") { try moving.unmap() }
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
    // A function and not a closure: Swift 6.3.1 crashes over that (SendNonSendable).
    func unbind(_ fixture: Fixture, _ size: Int, _ round: String) throws {
      let region = try fixture.map(size)
      let second = try fixture.map(pages: 1)
      region.fill(.pattern(seed: 1))
      let urb = fixture.urb(fixture.loopIn, region, count: 4096)
      try fixture.device.submit(urb)
      let controller = try Controller(fixture.location)
      try controller.unbind()
      defer { _ = try? controller.bind(fixture.rig) }
      #expect(try fixture.reap() === urb, "\(round): the pending URB is reaped")
      try expectRegionOutlivesDevice(region, fixture, round, "without a controller")
      // The last munmap comes when descriptor and controller are gone.
      #expect(throws: Never.self, "\(round): the last munmap") { try second.unmap() }
    }
    try fixture.device.close()
    try goThrough("unbinds", unbind)
  }

  @Test(.alone, .requires(.root, .portSuspend))
  func `LIF-6: suspend and resume with regions and pending URBs`() throws {
    let region = try fixture.map(pages: 2)
    region.fill(.pattern(seed: 1))
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
    expect(region, holds: .pattern(seed: 1), "the region while suspended")
    try fixture.device.forbidSuspend()
    for seed: UInt64 in [2, 3] {
      try fixture.sendToLoopback(4096, seed: seed)
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, count: 4096)), 4096)
      expect(region[..<4096], holds: .pattern(seed: seed), "after the resume")
    }
  }

  @Test(.requires(.root)) func `LIF-7: a reap that cannot be answered gives the region up`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    // Where the 32-bit entry reaches.
    let region = try fixture.map(2 * Kernel.pageSize, .readWrite, [.shared, .belowFourGiB])
    // Each structure lies across two pages, the second of which cannot be written when it is reaped.
    let pages = fixture.buffer(2 * Kernel.pageSize, flags: MapFlags.ordinaryBelowFourGiB)
    let edge = pages.base + Kernel.pageSize
    let isIsochronous = fixture.rig.has(.isochronous)
    if isIsochronous { try fixture.selectIsochronous() }

    func urb(_ type: TransferType, at place: UnsafeMutableRawPointer) -> URB {
      URB(
        type, endpoint: type == .bulk ? fixture.source : fixture.isochronousOut, buffer: region.base,
        length: Int32(fixture.maxPacket), flags: type == .bulk ? [] : .isochronousASAP,
        packets: type == .bulk ? [] : [.init(length: 64)], owner: region, at: place)
    }
    for field in ReapedField.native(withPackets: isIsochronous) {
      let urb = urb(field.type, at: edge - field.offset)
      try expectUnanswered(field.name, edge) {
        try fixture.device.submit(urb)
      } reap: {
        _ = try fixture.device.reapNow()
      }
    }
    let whole = urb(.bulk, at: pages.base)
    try expectUnanswered("its address", edge) {
      try fixture.device.submit(whole)
    } reap: {
      try fixture.device.reapNow(into: edge)
    }
    if fixture.rig.has(.int80) {
      try expectUnansweredThrough32BitEntry(region, pages)
    } else {
      unreached("32-bit entry")
    }

    try region.unmap()
    #expect(try quota.isUnchanged(since: before), "in use after munmap")
  }

  /// Expects a reap to be EFAULT that cannot write to the page at `edge`, and to be the only one of its URB.
  private func expectUnanswered(
    _ what: String, _ edge: UnsafeMutableRawPointer, submit: () throws -> Void, reap: () throws -> Void
  ) throws {
    try submit()
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    mprotect(edge, Kernel.pageSize, PROT_READ)
    #expect(throws: Errno.badAddress, "\(what) cannot be written") { try reap() }
    mprotect(edge, Kernel.pageSize, PROT_READ | PROT_WRITE)
    #expect(throws: Errno.resourceTemporarilyUnavailable, "reaped again, \(what)") {
      try fixture.device.reapNow()
    }
  }

  /// The same through the entry of 32-bit programs.
  private func expectUnansweredThrough32BitEntry(_ region: Region, _ pages: Buffer) throws {
    let edge = pages.base + Kernel.pageSize
    let slot = pages.base.assumingMemoryBound(to: UInt32.self)
    func urb(_ type: TransferType, at place: UnsafeMutableRawPointer) -> URB32 {
      URB32(
        type, endpoint: type == .bulk ? fixture.source : fixture.isochronousOut,
        region[at: 0, count: fixture.maxPacket], lengths: type == .bulk ? [] : [64], on: fixture.device,
        at: place)
    }
    let first = urb(.bulk, at: pages.base)
    try first.submit()
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    _ = try first.isReaped(into: slot)
    for field in ReapedField.of32BitPrograms(withPackets: fixture.rig.has(.isochronous)) {
      let urb = urb(field.type, at: edge - field.offset)
      try expectUnanswered("32-bit, \(field.name)", edge) {
        try urb.submit()
      } reap: {
        _ = try urb.isReaped(into: slot)
      }
    }
    let whole = urb(.bulk, at: pages.base)
    try expectUnanswered("32-bit, its address", edge) {
      try whole.submit()
    } reap: {
      _ = try whole.isReaped(into: edge.assumingMemoryBound(to: UInt32.self))
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

  /// The line in which the kernel says that a controller had memory when it was unbound; nil if it says nothing.
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

  @Test(.alone, .requires(.root, .disposableController, .gadgetControl, .driverModule, .expendableKernel))
  func `LIF-9: a region may outlive its controller's driver`() throws {
    let controller = try Controller(fixture.location)
    let module = try #require(controller.module)
    let region = try fixture.map(pages: 4)
    region.fill(.pattern(seed: 1))
    let isRemoved = controller.remove(module)
    defer { if isRemoved { try? controller.load(module, fixture.rig) } }
    if !isRemoved { remark("the kernel keeps \(module)") }
    expect(region, holds: .pattern(seed: 1), "the region without a driver")
    #expect(throws: Never.self) { try region.unmap() }
    try fixture.device.close()
  }
}
