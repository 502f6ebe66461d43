import CUSBFS
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.ALI {
  private var count: Int { Kernel.pageSize }

  @Test func `ALI-1: mremap leaves the old address behind`() throws {
    let place = fixture.buffer(4 * Kernel.pageSize)
    let region = try fixture.map(pages: 4)
    let moved: UnsafeMutableRawPointer
    do { moved = try region.remap(count: region.count, to: place.base) } catch {
      return try expectStillWhole(region, "mremap is refused: \(error)")
    }
    let other = fixture.buffer(region.count, at: region.base, flags: CInt(MAP_FIXED))
    memset(moved, 0xee, region.count)
    try fixture.submitAndReap(fixture.urb(fixture.source, other, count: count))
    expect(other[..<count], holds: .source, "the data is where the program asked for it")
    expect(
      UnsafeRawBufferPointer(start: moved, count: count), holds: .byte(0xee),
      "the region, elsewhere by now, is untouched")
  }

  @Test func `ALI-2: IN to an unmapped half is refused`() throws {
    let region = try fixture.map(pages: 4)
    let half = 2 * Kernel.pageSize
    do { try region.unmap(half..<region.count) } catch {
      return try expectStillWhole(region, "munmap of a part is refused: \(error)")
    }
    region.disown()
    defer { try? region.unmap(0..<half) }
    let urb = fixture.urb(fixture.source, region, at: half, count: count)
    // At the latest when data is to be copied to memory that is not there. With which error is the kernel's choice.
    #expect(throws: Errno.self) { try fixture.submitAndReap(urb) }
  }

  /// Expects a region to be where and what it was, which a kernel that refuses to bend it promises.
  private func expectStillWhole(_ region: Region, _ why: String) throws {
    remark(why)
    region.fill(.byte(0xee))
    let urb = fixture.urb(fixture.source, region, count: region.count)
    #expect(throws: Never.self, "IN to the region after the refusal") { try fixture.submitAndReap(urb) }
    expect(region, holds: .source, "the region after the refusal")
  }

  @Test func `ALI-3: new memory at an unmapped region's address gets its data`() throws {
    let region = try fixture.map(pages: 4)
    let pending = fixture.urb(fixture.loopIn, region, count: count)
    try fixture.device.submit(pending)
    try region.unmap()
    let other = fixture.buffer(region.count, at: region.base, flags: CInt(MAP_FIXED))
    try fixture.submitAndReap(fixture.urb(fixture.source, other, count: count))
    expect(other[..<count], holds: .source, "the data is in the memory that the program asked for")
    try fixture.device.discard(pending)
    _ = try fixture.reap()
  }

  @Test func `ALI-4: another process's memory at a region's address gets its data`() throws {
    let region = try fixture.map(pages: 4)
    memset(region.base, 0xee, region.count)
    let urb = fixture.urb(fixture.source, region, count: count)
    let expected = fixture.sourcePattern(count)
    let child = try ForkedProcess { _ in
      // The child's own memory, where the parent has its region; then an IN into it through the same descriptor.
      guard munmap(region.base, region.count) == 0 else { return 2 }
      let own = mmap(
        region.base, region.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
      guard own == region.base else { return 3 }
      let fd = fixture.device.fileDescriptor.rawValue
      guard cusbfs_ioctl(fd, CUSBFS_SUBMITURB, urb.address) == 0 else { return 4 }
      var reaped: UnsafeMutableRawPointer?
      guard cusbfs_ioctl(fd, CUSBFS_REAPURB, &reaped) == 0 else { return 5 }
      return memcmp(region.base, expected.baseAddress!, expected.count) == 0 ? 0 : 1
    }
    let status = try child.status()
    if status > 1 { try inconclusive("the child did not get as far as its transfer: step \(status)") }
    #expect(status == 0, "the data is in the child's memory")
    expect(region, holds: .byte(0xee), "the parent's region is untouched")
  }

  @Test func `ALI-5: what MAP_PRIVATE does`() throws {
    let region: Region
    do { region = try fixture.map(2 * Kernel.pageSize, .readWrite, .private) } catch {
      measured("refused: \(error)")
      return
    }
    func isVisible() throws -> Bool {
      try fixture.submitAndReap(fixture.urb(fixture.source, region, count: count))
      return region[..<count].holds(.source)
    }
    let before = try isVisible()
    memset(region.base, 0xee, count)
    let after = try isVisible()
    measured(
      "accepted; IN is \(before ? "" : "in")visible before the first write, \(after ? "" : "in")visible after"
    )
  }

  @Test func `ALI-6: what the protection of a region means`() throws {
    for (name, protection): (String, Protection) in [("PROT_READ", .read), ("PROT_NONE", [])] {
      let region: Region
      do { region = try fixture.map(Kernel.pageSize, protection) } catch {
        measured("\(name): refused, \(error)")
        continue
      }
      let urb = fixture.urb(fixture.source, region, count: count)
      if let error = refusal({ () throws(Errno) in try fixture.device.submit(urb) }) {
        measured("\(name): submit refused, \(error)")
        continue
      }
      _ = try fixture.reap()
      mprotect(region.base, region.count, PROT_READ)
      measured("\(name): IN \(region[..<count].holds(.source) ? "writes it" : "does not write it")")
    }
  }

  @Test(.requires(.iommu, .root, .disposableController, .sixGiBOfMemory))
  func `ALI-7: a region above 4 GiB is whole`() throws {
    let size = 4 << 30 + 2 * Kernel.pageSize
    let free = Kernel.meminfo("MemAvailable") ?? 0
    let log = KernelLog()
    try Quota.withLimit(0) {
      let region: Region
      do { region = try fixture.map(size) } catch { try inconclusive("no region of \(size) bytes: \(error)") }
      // The end of it is as good as the beginning.
      let end = size - Kernel.pageSize
      #expect(throws: Never.self, "a transfer into the last page") {
        try fixture.submitAndReap(fixture.urb(fixture.source, region, at: end, count: Kernel.pageSize))
      }
      try region.unmap()
    }
    #expect(log.firstSplat == nil, "what the kernel says of the munmap")
    #expect(free - (Kernel.meminfo("MemAvailable") ?? 0) < 64 << 20, "bytes that were not given back")
  }
}
