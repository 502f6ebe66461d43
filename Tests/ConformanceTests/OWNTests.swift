import CUSBFS
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.OWN {
  private var page: Int { Kernel.pageSize }
  private var loopback: Int { fixture.rig.loopback.number }

  /// Runs an IN of a pattern through a descriptor that has the loopback's interface. Gives whether any of it was in
  /// memory before it was reaped.
  private func isEarly(_ device: Device, _ memory: UnsafeMutableRawBufferPointer, seed: UInt64) throws -> Bool
  {
    memory.fill(.byte(0xee))
    let urb = URB(
      .bulk, endpoint: fixture.loopIn, buffer: memory.baseAddress, length: Int32(memory.count))
    try device.submit(urb)
    let sent = fixture.buffer(memory.count)
    sent.fill(.pattern(seed: seed))
    _ = try device.bulk(endpoint: fixture.loopOut, sent.bytes, milliseconds: UInt32(Fixture.timeout))
    try #require(try device.poll(milliseconds: Fixture.timeout), "the IN completes")
    let isEarly = !memory.holds(.byte(0xee))
    #expect(try device.reap() === urb)
    expectDone(urb, memory.count)
    expect(memory, holds: .pattern(seed: seed), "IN")
    return isEarly
  }

  @Test func `OWN-1: for another descriptor a region is ordinary memory`() throws {
    // Ordinary memory behind the region, so that a buffer may run past its end.
    let place = fixture.buffer(3 * page)
    let region = try fixture.map(2 * page, .readWrite, [.shared, .fixed], at: place.base)
    #expect(
      try isEarly(fixture.device, region[..<page], seed: 1), "its own descriptor: data before the reap")
    expectRefused(
      fixture.urb(fixture.source, region, at: page, count: 2 * page), .invalidArgument, by: fixture.device,
      "its own descriptor, past its end")

    try fixture.device.release(interface: loopback)
    let open = fixture.device.fileDescriptor.rawValue
    for path in [fixture.location.node, FilePath("/proc/self/fd/\(open)")] {
      let other = try Device(path)
      try other.claim(interface: loopback)
      try other.setInterface(loopback, alternate: 0)
      for (what, range) in [("within it", 0..<page), ("past its end", page..<3 * page)] {
        #expect(
          try !isEarly(other, place[range], seed: 2), "\(path), \(what): data before the reap")
      }
      // OUT, and back into memory that is no region's.
      place.fill(.pattern(seed: 3))
      let out = URB(
        .bulk, endpoint: fixture.loopOut, buffer: place.base + page, length: Int32(2 * page), owner: place)
      try other.submit(out)
      #expect(try other.reap() === out)
      expectDone(out, 2 * page)
      let back = fixture.buffer(2 * page)
      #expect(
        try other.bulk(endpoint: fixture.loopIn, back.bytes, milliseconds: UInt32(Fixture.timeout))
          == back.count)
      expect(back, holds: .bytes(UnsafeRawBufferPointer(place[page...])), "\(path): OUT")
      try other.close()
    }
  }

  @Test func `OWN-2: another process with a descriptor of its own gets its own data`() throws {
    let region = try fixture.map(pages: 1)
    region.fill(.pattern(seed: 1))
    try fixture.device.release(interface: loopback)
    let transfer = BareTransfer(fixture, seed: 2)
    let path = strdup(fixture.location.node.string)!
    defer { free(path) }
    let child = try ForkedProcess { _ in
      let own = mmap(
        region.base, region.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
      let fd = open(path, O_RDWR)
      guard own == region.base, fd >= 0 else { return BareTransfer.Outcome.noDescriptor.rawValue }
      guard transfer.claim(fd) else { return BareTransfer.Outcome.refusedClaim.rawValue }
      return transfer.run(fd, into: region.base).rawValue
    }
    let status = try child.status()
    #expect(BareTransfer.Outcome(rawValue: status) == .copied, "the child's IN (\(status))")
    expect(region, holds: .pattern(seed: 1), "the region of this process")
  }

  /// How somebody comes to a descriptor that another opened.
  private enum Way: String, CaseIterable { case dup, fork, rights = "SCM_RIGHTS" }

  @Test(.requires(.root)) func `OWN-3: a descriptor that was handed on maps regions of its holder's`() throws
  {
    let quota = try Quota(fixture.location.node)
    try fixture.device.close()
    for way in Way.allCases {
      let fixture = try Fixture()
      let before = try quota.measure()
      let region = try fixture.map(pages: 1)
      region.fill(.pattern(seed: 1))
      let transfer = BareTransfer(fixture, seed: 2)
      /// The descriptor that was handed on is the only one left; then its region, until that goes, too.
      func letGo() throws {
        expect(region, holds: .pattern(seed: 1), "\(way): the region of who opened the descriptor")
        try region.unmap()
        try fixture.device.close()
        #expect(try !quota.isUnchanged(since: before), "\(way): in use while the other's region is there")
      }
      if way == .dup {
        let fd = dup(fixture.device.fileDescriptor.rawValue)
        let own = try #require(transfer.map(fd), "a region through a descriptor that dup gave")
        #expect(transfer.run(fd, into: own) == .zeroCopy, "\(way)")
        try letGo()
        #expect(transfer.run(fd, into: own) == .zeroCopy, "\(way), its origin closed")
        munmap(own, page)
        #expect(try quota.isUnchanged(since: before), "\(way): in use after munmap")
        close(fd)
        continue
      }
      var ends: [CInt] = [-1, -1]
      try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
      let (near, far) = (ends[0], ends[1])
      defer { for end in [near, far] { close(end) } }
      let open = fixture.device.fileDescriptor.rawValue
      let child = try ForkedProcess { step in
        var fd = open
        if way == .rights {
          close(open)
          fd = cusbfs_receive_descriptor(far)
        }
        guard fd >= 0 else { return BareTransfer.Outcome.noDescriptor.rawValue }
        let first = transfer.runInNewRegion(fd)
        step.done()
        step.wait()
        if first != .zeroCopy { return first.rawValue }
        // The region that the child already has stays; here comes another.
        return transfer.runInNewRegion(fd).rawValue
      }
      if way == .rights { #expect(cusbfs_send_descriptor(near, open) == 0) }
      child.wait()
      try letGo()
      child.go()
      let status = try child.status()
      #expect(BareTransfer.Outcome(rawValue: status) == .zeroCopy, "\(way): the child's IN (\(status))")
      #expect(try quota.isUnchanged(since: before), "\(way): in use after the child's end")
    }
  }

  @Test func `OWN-4: of 200 regions each is known`() throws {
    let regions = try (0..<200).map { _ in try fixture.map(pages: 1) }
    for (index, region) in regions.enumerated() {
      expectRefused(
        fixture.urb(fixture.source, region, count: page + 1), .invalidArgument, by: fixture.device,
        "region \(index), from its first byte past its end")
      expectRefused(
        fixture.urb(fixture.source, region, at: page - 1, count: 2), .invalidArgument, by: fixture.device,
        "region \(index), from its last byte past its end")
    }
    for (index, region) in regions.enumerated() {
      #expect(
        try isEarly(fixture.device, region[0..<page], seed: UInt64(index)),
        "region \(index): data before the reap")
    }
    for (index, region) in regions.enumerated() {
      expect(region, holds: .pattern(seed: UInt64(index)), "region \(index) after all the others' transfers")
    }
  }

  /// A region that was unmapped with an URB in flight, and another at its address.
  private func replaced() throws -> (pending: URB, region: Region, byItself: Bool) {
    let old = try fixture.map(pages: 2)
    let pending = fixture.urb(fixture.loopIn, old, count: page)
    try fixture.device.submit(pending)
    try old.unmap()
    let region = try fixture.map(pages: 2)
    if region.base == old.base { return (pending, region, true) }
    return (pending, try fixture.map(2 * page, .readWrite, [.shared, .fixed], at: old.base), false)
  }

  @Test func `OWN-5: a region at an unmapped one's address gets its own data`() throws {
    let (pending, region, isByItself) = try replaced()
    measured("mmap of the kernel's choice gave \(isByItself ? "the same address" : "another address")")
    region.fill(.byte(0xee))
    let urb = fixture.urb(fixture.loopIn, region, count: page)
    try fixture.device.submit(urb)
    for (seed, urb): (UInt64, URB) in [(1, pending), (2, urb)] {
      try fixture.sendToLoopback(page, seed: seed)
      guard try fixture.reap() === urb else { try inconclusive("the URBs were reaped out of turn") }
      expectDone(urb, page)
    }
    expect(region[..<page], holds: .pattern(seed: 2), "the new region")
    expect(region[page...], holds: .byte(0xee), "the new region, behind the data")
  }

  @Test(.requires(.root)) func `OWN-6: a region at an unmapped one's address can be had, and both go`() throws
  {
    enum End: String { case old, new, munmap }
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    // URBs of one endpoint complete in turn; discarded they end in any order.
    for order: [End] in [
      [.old, .new, .munmap], [.new, .old, .munmap], [.munmap, .old, .new], [.munmap, .new, .old],
      [.old, .munmap, .new], [.new, .munmap, .old],
    ] {
      let round = order.map(\.rawValue).joined(separator: ", ")
      let (pending, region, _) = try replaced()
      let urb = fixture.urb(fixture.loopIn, region, count: page)
      try fixture.device.submit(urb)
      region.fill(.pattern(seed: 1))
      for end in order {
        #expect(try !quota.isUnchanged(since: before), "\(round): in use before \(end.rawValue) ends")
        if end == .munmap {
          try region.unmap()
        } else {
          let ending = end == .old ? pending : urb
          try fixture.device.discard(ending)
          #expect(try fixture.reap() === ending, "\(round)")
        }
        if end != .munmap, order.last == .munmap {
          expect(region, holds: .pattern(seed: 1), "\(round): the new region after \(end.rawValue)")
        }
      }
      fixture.forgetRegions()
      #expect(try quota.isUnchanged(since: before), "\(round): in use after all ended")
    }
  }
}
