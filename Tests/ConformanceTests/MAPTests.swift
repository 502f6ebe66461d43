import Clauses
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.MAP {
  static let sizes = [1, 4 << 10, 8 << 10, 12 << 10, 64 << 10, 1 << 20, 4 << 20]

  @Test func `MAP-1: regions from 1 byte to 4 MiB can be had`() throws {
    for size in Self.sizes {
      if !fixture.rig.isBehindIOMMU, Kernel.freeBlocks(ofAtLeast: size) == 0 {
        try inconclusive("no free block of \(size) bytes before the test began")
      }
      let region = try fixture.map(size)
      region.fill(.pattern(seed: 1))
      expect(region, holds: .pattern(seed: 1))
      try region.unmap()
    }
    try LibUSB.use(fixture) { libusb in
      for size in Self.sizes {
        let memory = try #require(libusb.allocate(size), "libusb_dev_mem_alloc of \(size) bytes")
        memory.fill(.pattern(seed: 2))
        expect(memory, holds: .pattern(seed: 2))
        libusb.free(memory)
      }
    }
  }

  @Test func `MAP-2: a fresh region is all zeroes`() throws {
    try requireDirtyMemory()
    // The control: pages that nobody cleared are not zero. Poisoned when freed they are not; otherwise nearly all
    // free memory is dirtied first, so that whatever a region gets was.
    if !Kernel.poisonsFreedPages {
      if let missing = fixture.rig.missing(.disposableMachine) {
        try inconclusive("free memory may be zero by chance: boot with page_poison=1 (\(missing))")
      }
      try MemoryHog().fill(untilFree: 16 << 20)
    }
    func expectFresh(_ size: Int, after what: String) throws {
      let region = try fixture.map(size)
      expect(region, holds: .byte(0), "\(size) bytes after \(what)")
      region.fill(.byte(0xa5))
      try region.unmap()
    }
    for size in [4 << 10, 64 << 10, 1 << 20] {
      for _ in 0..<8 { try expectFresh(size, after: "an earlier region") }

      let region = try fixture.map(size)
      try fixture.submitAndReap(fixture.urb(fixture.source, region, count: size))
      try region.unmap()
      try expectFresh(size, after: "a transfer")
    }
    for size in [4 << 10, 64 << 10] {
      try fixture.sendToLoopback(size, seed: 3)
      try expectFresh(size, after: "an ordinary kernel buffer")
    }
    try LibUSB.use(fixture) { libusb in
      let memory = try #require(libusb.allocate(64 << 10))
      expect(memory, holds: .byte(0), "libusb_dev_mem_alloc")
      libusb.free(memory)
    }
  }

  @Test func `MAP-3: length 0 is EINVAL`() {
    #expect(throws: Errno.invalidArgument) { try fixture.map(0) }
  }

  @Test func `MAP-4: a region is whole pages`() throws {
    let region = try fixture.map(1)
    let whole = fixture.urb(fixture.source, region, count: Kernel.pageSize)
    expectDone(try fixture.submitAndReap(whole), Kernel.pageSize)
    expectRefused(
      fixture.urb(fixture.source, region, count: Kernel.pageSize + 1), .invalidArgument, by: fixture.device)
  }

  @Test(.requires(.root)) func `MAP-5: too large a request is a clean ENOMEM`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    try Quota.withLimit(16) {
      #expect(throws: Errno.noMemory) { try fixture.map(17 << 20) }
      #expect(throws: Errno.noMemory) { try fixture.map(16 << 20) }
      // With the control that a region within the quota is there to be had.
      try fixture.map(1 << 20).unmap()
    }
    try Quota.withLimit(0) {
      // Behind an IOMMU that is MAP-14.
      if !fixture.rig.isBehindIOMMU { #expect(throws: Errno.noMemory, "1 TiB") { try fixture.map(1 << 40) } }
      for size in [64 << 20, 8 << 20] {
        do { try fixture.map(size).unmap() } catch { #expect(error as? Errno == .noMemory, "\(size) bytes") }
      }
    }
    #expect(try quota.isUnchanged(since: before), "the quota after the refusals")
  }

  @Test func `MAP-6: two regions never share a byte`() throws {
    let regions = try (0..<16).map { try fixture.map(pages: 1 + $0 % 3) }
    for (seed, region) in regions.enumerated() { region.fill(.pattern(seed: UInt64(seed))) }
    for (seed, region) in regions.enumerated() {
      expect(region, holds: .pattern(seed: UInt64(seed)))
    }
    // A transfer into one is seen by no other.
    try fixture.submitAndReap(fixture.urb(fixture.source, regions[7], count: regions[7].count))
    for (seed, region) in regions.enumerated() where seed != 7 {
      expect(region, holds: .pattern(seed: UInt64(seed)))
    }
  }

  @Test func `MAP-7: regions may be released in any order`() throws {
    let count = 6
    for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 5, 0, 4, 1, 3]] {
      let regions = try (0..<count).map { _ in try fixture.map(pages: 2) }
      var left = Set(0..<count)
      for index in order {
        try regions[index].unmap()
        left.remove(index)
        for other in left {
          expectDone(
            try fixture.submitAndReap(fixture.urb(fixture.source, regions[other], count: fixture.maxPacket)),
            fixture.maxPacket)
        }
      }
    }
  }

  @Test func `MAP-8: the mapping is I/O, not expandable, not dumped`() throws {
    let region = try fixture.map(pages: 2)
    let flags = Kernel.vmFlags(of: region.base)
    for flag in ["io", "de", "dd"] {
      #expect(flags.contains(flag), "VmFlags: \(flags.joined(separator: " "))")
    }
    #expect(throws: Errno.self, "growing with mremap") { try region.remap(count: 4 * Kernel.pageSize) }
  }

  @Test func `MAP-9: mmap on a read-only descriptor is EPERM`() throws {
    let device = try Device(fixture.location.node, .readOnly)
    #expect(throws: Errno.notPermitted) { try device.map(Kernel.pageSize, .read) }
  }

  @Test func `MAP-10: mapping needs no claimed interface`() throws {
    let device = try Device(fixture.location.node)
    let region = try device.map(Kernel.pageSize)
    region.fill(.pattern(seed: 1))
    expect(region, holds: .pattern(seed: 1))
  }

  @Test func `MAP-11: what a non-zero offset does`() {
    do {
      _ = try fixture.map(Kernel.pageSize, offset: Kernel.pageSize)
      measured("ignored")
    } catch { measured("refused: \(error)") }
  }

  @Test(.requires(.gadgetControl)) func `MAP-12: what mapping after disconnect does`() throws {
    try Gadget.detach(fixture.rig)
    defer { _ = try? Gadget.attach(fixture.rig) }
    do {
      let region = try fixture.map(Kernel.pageSize)
      measured("succeeds")
      try region.unmap()
    } catch { measured("refused: \(error)") }
    try fixture.device.close()
  }

  @Test(.requires(.root, .regionsOfPlainPages))
  func `MAP-13: small regions are whole pages, never slab memory`() throws {
    let (count, page) = (128, Kernel.pageSize)
    // All kmalloc caches: which of them a page would come from depends on the page's size, and on chance with
    // RANDOM_KMALLOC_CACHES.
    guard let before = Kernel.objectBytes() else { try inconclusive("there are no slab caches to look at") }

    // The control: ordinary URBs of a page come from slabs, and the bytes in them show it.
    let buffer = fixture.buffer(page)
    let urbs = (0..<count).map { _ in fixture.urb(fixture.loopIn, buffer, count: page) }
    for urb in urbs { try fixture.device.submit(urb) }
    let withURBs = Kernel.objectBytes() ?? 0
    for urb in urbs { try fixture.device.discard(urb) }
    for _ in urbs { _ = try fixture.reap() }
    if withURBs - before < count * page / 2 {
      try inconclusive("\(count) URBs of \(page) bytes took \(withURBs - before) bytes of kmalloc only")
    }

    let start = Kernel.objectBytes() ?? 0
    let regions = try (0..<count).map { _ in try fixture.map(1) }
    let taken = (Kernel.objectBytes() ?? 0) - start
    #expect(taken < count * page / 2, "bytes that \(count) regions of a page took from slabs")
    // Slab objects need not begin with a page; then the device's data would land beside what was mapped. The regions
    // were asked for with one byte; the page is all of it.
    for (index, region) in regions.enumerated() {
      try fixture.sendToLoopback(page, seed: UInt64(index))
      try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, count: page))
    }
    for (index, region) in regions.enumerated() {
      expect(region[at: 0, count: page], holds: .pattern(seed: UInt64(index)), "region \(index)")
    }
  }

  @Test(.requires(.iommu, .root, .disposableController, .linux(KernelVersion(5, 15))))
  func `MAP-14: an absurd size behind an IOMMU is a clean ENOMEM`() throws {
    let log = KernelLog()
    let refused = try Quota.withLimit(0) {
      refusal { () throws(Errno) in try fixture.device.map(1 << 40).unmap() }
    }
    if refused != .noMemory { Issue.record("1 TiB: \(refused.map { "\($0)" } ?? "accepted")") }
    #expect(log.firstSplat == nil)
  }
}
