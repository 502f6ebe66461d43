import CUSBFS
import Clauses
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.MAP {
  private var page: Int { Kernel.pageSize }

  @Test(.requires(.root, .regionsInOnePiece))
  func `MAP-15: a size past 4 GiB that is no multiple of it is ENOMEM`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    try Quota.withLimit(0) {
      for size in [4 << 30 + page, 1 << 40 + page] {
        #expect(throws: Errno.noMemory, "\(size) bytes") { try fixture.map(size) }
      }
    }
    fixture.forgetRegions()
    #expect(try quota.isUnchanged(since: before), "the quota after the refusals")
  }

  /// Whether a page is mapped at all. The corresponding C function is `msync`.
  private func isMapped(_ address: UnsafeMutableRawPointer) -> Bool { msync(address, page, MS_ASYNC) == 0 }

  @Test(.requires(.root)) func `MAP-16: MAP_FIXED over a region gives it up once`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let rounds = Rounds(18)
    var number = 0
    for isInFlight in [false, true] {
      for pages in [0..<4, 0..<1, 1..<3, 3..<4] {
        for byRegion in [false, true] {
          let what = "pages \(pages) of 4 by \(byRegion ? "a region" : "ordinary memory")"
          let round = rounds.begin(number, what + (isInFlight ? ", an URB in flight" : ""))
          number += 1
          try mapOver(pages, byRegion: byRegion, isInFlight: isInFlight, quota, before, round)
          #expect(try quota.isUnchanged(since: before), "\(round): in use after all is unmapped")
        }
      }
      let round = rounds.begin(number, "refused" + (isInFlight ? ", an URB in flight" : ""))
      number += 1
      try refuseToMapOver(isInFlight: isInFlight, round)
      #expect(try quota.isUnchanged(since: before), "\(round): in use after all is unmapped")
    }
  }

  /// A region of four pages, and an URB in flight on its second one if asked for.
  private func occupied(
    at address: UnsafeMutableRawPointer? = nil, isInFlight: Bool
  ) throws -> (region: Region, urb: URB?) {
    let region = try fixture.device.map(
      4 * page, .readWrite, address == nil ? .shared : [.shared, .fixed], at: address)
    region.disown()
    region.fill(.pattern(seed: 1))
    guard isInFlight else { return (region, nil) }
    let urb = fixture.urb(fixture.loopIn, region, at: page, count: page)
    try fixture.device.submit(urb)
    return (region, urb)
  }

  private func finish(_ urb: URB?, _ round: String) throws {
    guard let urb else { return }
    try fixture.sendToLoopback(100, seed: 2)
    #expect(try fixture.reap() === urb, "\(round)")
    expectDone(urb, 100)
  }

  private func mapOver(
    _ pages: Range<Int>, byRegion: Bool, isInFlight: Bool, _ quota: borrowing Quota, _ before: Quota.Reading,
    _ round: String
  ) throws {
    let (old, urb) = try occupied(isInFlight: isInFlight)
    let range = pages.lowerBound * page..<pages.upperBound * page
    if byRegion {
      let new = try fixture.device.map(
        range.count, .readWrite, [.shared, .fixed], at: old.base + range.lowerBound)
      new.disown()
    } else {
      let new = mmap(
        old.base + range.lowerBound, range.count, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
      try #require(new == old.base + range.lowerBound, "mmap of ordinary memory")
    }
    expect(old[range], holds: .byte(0), "\(round): what is there now")
    for rest in [0..<range.lowerBound, range.upperBound..<old.count] {
      expect(
        old[rest], holds: .bytes(.init(rebasing: Pattern.bytes(old.count, seed: 1)[rest])),
        "\(round): bytes \(rest), left of the region")
    }
    old[range].fill(.pattern(seed: 3))
    if range.count == old.count, !byRegion {
      #expect(try quota.isUnchanged(since: before) == !isInFlight, "\(round): given up, but for the URB")
    }
    // Late data belongs to the region, of which this may be no part any more.
    try finish(urb, round)
    if !byRegion, range.contains(page) {
      expect(old[range], holds: .pattern(seed: 3), "\(round): what is there now, after the URB")
    }
    #expect(munmap(old.base, old.count) == 0, "\(round): munmap")
  }

  /// A region past the quota is asked for over a small one: whether the old one stays is the memory management's
  /// choice, but it is all or nothing.
  private func refuseToMapOver(isInFlight: Bool, _ round: String) throws {
    let place = fixture.buffer(4 << 20)
    let (old, urb) = try occupied(at: place.base, isInFlight: isInFlight)
    try Quota.withLimit(2) {
      #expect(throws: Errno.noMemory, "\(round)") {
        try fixture.device.map(place.count, .readWrite, [.shared, .fixed], at: place.base)
      }
    }
    if Kernel.vmFlags(of: old.base).contains("io") {
      expect(old, holds: .pattern(seed: 1), "\(round): the region that stayed")
    } else {
      let left = (0..<4).filter { isMapped(old.base + $0 * page) }
      #expect(left == [], "\(round): pages still mapped of a region that is gone")
    }
    try finish(urb, round)
    #expect(munmap(place.base, place.count) == 0, "\(round): munmap")
  }

  @Test(.requires(.root)) func `MAP-17: a mapping refused after it was granted leaves nothing`() throws {
    let size = 64 << 10
    let times = 1000
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    var isReached = false

    // The DMA API refuses what begins behind its memory, which usbfs has taken by then.
    try expectNothingLost(fixture.rig, after: "\(times) offsets", memory: times * size / 4) {
      for _ in 0..<times {
        let refused = refusal { () throws(Errno) in try fixture.device.map(size, offset: size).unmap() }
        guard let refused else { return }
        isReached = true
        if refused != .resourceTemporarilyUnavailable { Issue.record("an offset is \(refused)"); return }
      }
    }
    if !isReached { unreached("an offset, which the kernel does not refuse here") }

    if Kernel.version < KernelVersion(6, 3) {
      unreached("PR_SET_MDWE, which is from Linux 6.3 on")
    } else {
      try expectNothingLost(fixture.rig, after: "\(times) executable mappings", memory: times * size / 4) {
        isReached = try refuseExecutable(size, times) || isReached
      }
    }
    #expect(try quota.isUnchanged(since: before), "the quota after the refusals")
    if !isReached { try skip("the kernel refuses nothing here that it granted; try RIG=xhci") }
  }

  /// Asks for writable and executable regions in a process that may have none. False if that cannot be forbidden.
  private func refuseExecutable(_ size: Int, _ times: Int) throws -> Bool {
    let fd = fixture.device.fileDescriptor.rawValue
    let all = PROT_READ | PROT_WRITE | PROT_EXEC
    let child = try ForkedProcess { _ in
      // The control: it is this alone that is forbidden.
      let address = cusbfs_mmap(nil, size, all, MAP_SHARED, fd, 0)
      guard address > 0, munmap(UnsafeMutableRawPointer(bitPattern: address), size) == 0 else { return 1 }
      guard cusbfs_refuse_exec_gain() == 0 else { return 2 }
      for _ in 0..<times where cusbfs_mmap(nil, size, all, MAP_SHARED, fd, 0) != -Int(EACCES) { return 3 }
      return 0
    }
    let status = try child.status()
    switch status {
    case 1: unreached("PR_SET_MDWE: an executable region cannot be had in any case")
    case 2: unreached("PR_SET_MDWE, which the kernel does not know")
    default:
      #expect(status == 0, "an executable region after PR_SET_MDWE is EACCES")
      if Kernel.version >= KernelVersion(6, 12) {
        remark("PR_SET_MDWE: since Linux 6.12 (5de195060b2e) mmap_region refuses before usbfs is asked")
      }
    }
    return status == 0
  }

  @Test func `MAP-18: a mapping with an offset that is accepted is a fresh region`() throws {
    let size = 4 * page
    var accepted = 0
    for offset in [page, size - page, size, 1 << 20, 1 << 40] {
      let region: Region
      do { region = try fixture.map(size, offset: offset) } catch { continue }
      accepted += 1
      let what = "offset \(offset)"
      // Pages of somebody else's would be shown, and a transfer would go to others than these.
      expect(region, holds: .byte(0), "\(what): a fresh region")
      let urb = fixture.urb(fixture.loopIn, region, count: size)
      try fixture.device.submit(urb)
      try fixture.sendToLoopback(size, seed: UInt64(accepted))
      try #require(try fixture.device.poll(milliseconds: Fixture.timeout), "\(what): the IN completes")
      #expect(region.holds(.pattern(seed: UInt64(accepted))), "\(what): IN data before the reap")
      #expect(try fixture.reap() === urb)
      expectDone(urb, size)
      expectRefused(
        fixture.urb(fixture.source, region, at: page, count: size), .invalidArgument, by: fixture.device,
        "\(what): past its end")
      region.fill(.pattern(seed: 9))
      expect(region, holds: .pattern(seed: 9), "\(what): what was written")
      try region.unmap()
    }
    if accepted == 0 {
      try skip("the kernel refuses every offset here, as the DMA API does; try RIG=dummy")
    }
  }

  @Test func `MAP-19: regions do not depend on who asks and in what state`() throws {
    let transfer = BareTransfer(fixture, seed: 1)
    let fd = fixture.device.fileDescriptor.rawValue
    func expectZeroCopy(_ what: String, _ prepare: () -> Bool) throws {
      let child = try ForkedProcess { _ in prepare() ? transfer.runInNewRegion(fd).rawValue : 100 }
      let status = try child.status()
      if status == 100 { return unreached(what) }
      #expect(
        BareTransfer.Outcome(rawValue: status) == .zeroCopy, "\(what): IN into a new region (\(status))")
    }
    try expectZeroCopy("a process that was handed the descriptor") { true }
    try expectZeroCopy("mlockall(MCL_FUTURE)") { mlockall(CInt(MCL_FUTURE)) == 0 }
    try expectZeroCopy("another user") { setuid(65534) == 0 }
    try fixture.device.dropPrivileges()
    try expectZeroCopy("a descriptor without privileges") { true }

    // A root hub is no device of this run's; the machine must be.
    guard fixture.rig.isDisposable else { return unreached("a root hub") }
    let hub = try Device(fixture.location.rootHub)
    let region = try hub.map(2 * page)
    expect(region, holds: .byte(0), "a region of the root hub's")
    region.fill(.pattern(seed: 2))
    expect(region, holds: .pattern(seed: 2), "a region of the root hub's")
    try region.unmap()
  }
}
