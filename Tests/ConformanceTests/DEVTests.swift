import CUSBFS
import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.DEV {
  /// Something that happens to the device while two region URBs wait for the loopback.
  private struct Change: Sendable {
    /// The name in messages.
    let name: String
    /// Whether the URBs stay in flight.
    let keepsURBs: Bool
    /// Lets it happen. The second region is for transfers of its own. It has been there since before the first, so that
    /// it does not get the first one's address (OWN-5).
    let happen: @Sendable (Fixture, Region) throws -> Void
  }

  private static let changes = [
    Change(name: "SETINTERFACE", keepsURBs: false) { fixture, _ in
      try fixture.device.setInterface(fixture.rig.loopback.number, alternate: 0)
    },
    Change(name: "SETINTERFACE of another interface", keepsURBs: true) { fixture, _ in
      try fixture.device.setInterface(fixture.rig.sourceSink.number, alternate: 0)
    },
    Change(name: "RELEASEINTERFACE", keepsURBs: false) { fixture, _ in
      try fixture.device.release(interface: fixture.rig.loopback.number)
    },
    Change(name: "RESET", keepsURBs: false) { fixture, _ in try fixture.device.reset() },
    Change(name: "RESETEP and CLEAR_HALT", keepsURBs: true) { fixture, region in
      try stall(fixture, region)
      try fixture.device.resetEndpoint(fixture.sink)
      try fixture.device.clearHalt(fixture.sink)
      region.fill(.source)
      let urb = fixture.urb(fixture.sink, region, count: fixture.maxPacket)
      expectDone(try fixture.submitAndReap(urb), fixture.maxPacket)
    },
    Change(name: "SETCONFIGURATION", keepsURBs: true) { fixture, _ in
      #expect(throws: Errno.resourceBusy, "SETCONFIGURATION with interfaces claimed") {
        // bConfigurationValue.
        try fixture.device.setConfiguration(Int(try fixture.device.descriptors()[18 + 5]))
      }
    },
    Change(name: "DISCONNECT_CLAIM", keepsURBs: false) { fixture, region in
      let other = try Device(fixture.location.node)
      try other.takeOver(interface: fixture.rig.loopback.number)
      #expect(throws: Errno.resourceBusy, "an URB to what was taken over") {
        try fixture.device.submit(fixture.urb(fixture.loopIn, region, count: fixture.maxPacket))
      }
      #expect(throws: Errno.resourceBusy, "a claim of what was taken over") {
        try fixture.device.claim(interface: fixture.rig.loopback.number)
      }
      try other.close()
    },
  ]

  /// Sends the sink what it does not want until it stalls.
  private static func stall(_ fixture: Fixture, _ region: Region) throws {
    region.fill(.byte(0xff))
    for _ in 0..<100 {
      let urb = try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: fixture.maxPacket))
      if urb.error == .brokenPipe { return }
    }
    try inconclusive("the sink took 100 wrong packets and did not stall")
  }

  @Test(.requires(.root, .concurrentTransfers)) func `DEV-1: the device is set up anew under region URBs`()
    throws
  {
    let quota = try Quota(fixture.location.node)
    try fixture.device.close()
    let before = try quota.measure()
    for change in Self.changes {
      for isUnmapped in [false, true] {
        let what = "\(change.name), \(isUnmapped ? "unmapped" : "mapped")"
        let fixture = try Fixture()
        let device = fixture.device
        let other = try fixture.map(pages: 1)
        let region = try fixture.map(pages: 2)
        region.fill(.byte(0x5a))
        let urbs = (0..<2).map {
          fixture.urb(fixture.loopIn, region, at: $0 * Kernel.pageSize, count: 4096)
        }
        for urb in urbs { try device.submit(urb) }
        if isUnmapped { try region.unmap() }
        do { try change.happen(fixture, other) } catch let end as ClauseEnded { throw end } catch {
          Issue.record("\(what): \(error)")
        }
        var received = 0
        if change.keepsURBs {
          #expect(throws: Errno.resourceTemporarilyUnavailable, "\(what): reaped by then") {
            try device.reapNow()
          }
          try fixture.sendToLoopback(100, seed: 1)
          #expect(try fixture.reap() === urbs[0], "\(what): the first URB")
          expectDone(urbs[0], 100)
          received = 100
          try device.discard(urbs[1])
          #expect(try fixture.reap() === urbs[1], "\(what): the second URB")
        } else {
          var reaped: [URB] = []
          while let urb = try? device.reapNow() { reaped.append(urb) }
          #expect(reaped.count == urbs.count, "\(what): URBs that came back by then")
          for urb in urbs { #expect(urb.error != nil, "\(what): status of an URB") }
        }
        if !isUnmapped {
          if received > 0 { expect(region[..<received], holds: .pattern(seed: 1), "\(what): what came") }
          expect(region[received...], holds: .byte(0x5a), "\(what): the region")
          region.fill(.pattern(seed: 2))
          expect(region, holds: .pattern(seed: 2), "\(what): the region, written")
          #expect(throws: Never.self, "\(what): munmap") { try region.unmap() }
        }
        try other.unmap()
        #expect(try quota.isUnchanged(since: before), "\(what): in use afterwards")
        try device.close()
        try expectUsable(what)
        Supervisor.heartbeat()
      }
    }
  }

  /// Expects the device to serve a program that opens it now.
  private func expectUsable(_ what: String) throws {
    let next = try Fixture()
    let region = try next.map(pages: 1)
    expectDone(try next.submitAndReap(next.urb(next.source, region, count: 4096)), 4096)
    expect(region, holds: .source, "\(what): the next program's data")
    try next.sendToLoopback(100, seed: 3)
    expectDone(try next.submitAndReap(next.urb(next.loopIn, region, count: 4096)), 100)
    expect(region[..<100], holds: .pattern(seed: 3), "\(what): the next program's loopback")
    next.forgetRegions()
    try next.device.close()
  }

  /// Puts URBs of every type in flight, in three regions, of which one is unmapped, and in ordinary memory.
  private static func takeOff(_ fixture: Fixture) throws {
    let page = Kernel.pageSize
    let size = 16 * page
    let regions = try (0..<3).map { _ in try fixture.map(size) }
    if fixture.rig.has(.isochronous) { try fixture.selectIsochronous() }
    for region in regions {
      try fixture.device.submit(fixture.urb(fixture.loopIn, region, count: page))
      try fixture.device.submit(fixture.urb(fixture.source, region, at: page, count: 4 * page))
      (region.base + 5 * page).copyMemory(from: URBCase.getDescriptor, byteCount: 8)
      try fixture.device.submit(fixture.urb(0, region, at: 5 * page, count: 26, type: .control))
      if fixture.rig.isEmulated, fixture.rig.has(.concurrentTransfers) {
        // One that stays in flight.
        let silent: [UInt8] = [0xc0, DeviceRequest.silent.rawValue, 0, 0, 0, 0, 64, 0]
        (region.base + 7 * page).copyMemory(from: silent, byteCount: 8)
        try fixture.device.submit(fixture.urb(0, region, at: 7 * page, count: 72, type: .control))
      }
      if fixture.interruptIsClaimed {
        try fixture.device.submit(
          fixture.urb(fixture.interruptIn!, region, at: 6 * page, count: 64, type: .interrupt))
      }
      if fixture.rig.has(.isochronous) {
        let packets = min(128, 8 * page / fixture.isochronousPacket)
        try fixture.device.submit(
          fixture.isochronous(
            fixture.isochronousIn, region, at: 8 * page,
            lengths: Array(repeating: fixture.isochronousPacket, count: packets)))
      }
    }
    let ordinary = fixture.buffer(page)
    try fixture.device.submit(fixture.urb(fixture.loopIn, ordinary, count: page))
    try regions[0].unmap()
    try regions[1].unmap(0..<page)
  }

  @Test(.requires(.root, .concurrentTransfers))
  func `DEV-2: close, SIGKILL and exec with URBs of every type in flight`()
    async throws
  {
    if !fixture.interruptIsClaimed { unreached("interrupt") }
    if !fixture.rig.has(.isochronous) { unreached("isochronous") }
    let quota = try Quota(fixture.location.node)
    try fixture.device.close()
    let before = try quota.measure()
    let rounds = Rounds(3)
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      await #expect(processExitsWith: .success, "\(round), close") {
        let fixture = try Fixture()
        try Self.takeOff(fixture)
        fixture.forgetRegions()
        try fixture.device.close()
        _exit(0)
      }
      #expect(try quota.isUnchanged(since: before), "\(round): in use after close")
      try expectUsable("\(round), close")
      await #expect(processExitsWith: .signal(SIGKILL), "\(round), SIGKILL") {
        let fixture = try Fixture()
        try Self.takeOff(fixture)
        withExtendedLifetime(fixture) { _ = kill(getpid(), SIGKILL) }
      }
      #expect(try quota.isUnchanged(since: before), "\(round): in use after SIGKILL")
      try expectUsable("\(round), SIGKILL")
      await #expect(processExitsWith: .exitCode(7), "\(round), exec") {
        let fixture = try Fixture()
        try Self.takeOff(fixture)
        // The next program sees whether the claim ended with the last one, before its own end could do it.
        let folder = FilePath(fixture.location.sysfs)
        let interface = "\(folder.lastComponent?.string ?? ""):1.\(fixture.rig.loopback.number)"
        let claimed = folder.appending("\(interface)/driver").string
        guard access(claimed, F_OK) == 0 else { _exit(9) }
        var arguments: [UnsafeMutablePointer<CChar>?] =
          (["sh", "-c", "[ -e \(claimed) ] && exit 8; exit 7"] as [String]).map { strdup($0) } + [nil]
        withExtendedLifetime(fixture) { _ = execv("/bin/sh", &arguments) }
      }
      #expect(try quota.isUnchanged(since: before), "\(round): in use after exec")
      try expectUsable("\(round), exec")
    }
  }

  @Test(.requires(.concurrentTransfers))
  func `DEV-3: who waits for a silent device can be killed and holds up nobody`() throws {
    // Ends the waiting of kernels that do not let it be ended otherwise.
    let (longest, moment): (Int32, Int32) = (90_000, 30_000)
    let (device, node) = (fixture.device, fixture.location.node)
    let waiting = try Device(node)
    try device.release(interface: fixture.rig.loopback.number)
    try waiting.claim(interface: fixture.rig.loopback.number)
    let fd = waiting.fileDescriptor.rawValue
    let region = try fixture.map(pages: 1)
    let ordinary = fixture.buffer(Kernel.pageSize)
    var bulk = usbdevfs_bulktransfer(
      ep: UInt32(fixture.loopIn), len: 4096, timeout: UInt32(longest), data: ordinary.base)
    var control = usbdevfs_ctrltransfer(
      bRequestType: 0xc0, bRequest: DeviceRequest.silent.rawValue, wValue: 0, wIndex: 0, wLength: 64,
      timeout: UInt32(longest), data: ordinary.base)
    let slot = fixture.buffer(8)
    var waits: [(name: String, call: () -> CInt)] = [
      ("BULK", { cusbfs_ioctl(fd, CUSBFS_BULK, &bulk) }),
      ("REAPURB", { cusbfs_ioctl(fd, CUSBFS_REAPURB, slot.base) }),
    ]
    if fixture.rig.isEmulated {
      waits.append(("CONTROL", { cusbfs_ioctl(fd, CUSBFS_CONTROL, &control) }))
    } else {
      unreached("CONTROL, which this device always answers")
    }
    for (name, call) in waits {
      let child = try ForkedProcess { step in
        step.done()
        _ = call()
        return 0
      }
      child.wait()
      guard child.waitUntilBlocked() else { try inconclusive("\(name) does not wait") }
      let urb = fixture.urb(fixture.sink, region, count: fixture.maxPacket)
      region.fill(.source)
      let others = try BlockingCall {
        let other = try Device(node)
        _ = try other.capabilities()
        _ = try other.descriptors()
        try device.submit(urb)
        _ = try device.reap()
      }
      #expect(others.wait(milliseconds: moment), "\(name): other calls to the device wait, too")
      child.kill()
      let end = try BlockingCall { try child.status() }
      #expect(end.wait(milliseconds: moment), "\(name): the process does not die of SIGKILL")
      _ = end.wait(milliseconds: 2 * longest)
      _ = others.wait(milliseconds: 2 * longest)
      #expect(throws: Never.self, "\(name): other calls to the device") { try others.result?.get() }
    }
  }
}
