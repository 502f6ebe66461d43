import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.ACC {
  private static let mebibyte = 1 << 20

  @Test(.requires(.root)) func `ACC-1: a region and its bookkeeping count against the quota`() throws {
    func four() -> (regions: [Region], refusal: Errno?) {
      var regions: [Region] = []
      for _ in 0..<4 {
        do { regions.append(try fixture.device.map(4 * Self.mebibyte)) } catch { return (regions, error) }
      }
      return (regions, nil)
    }
    // The control: without a limit the fourth is there to be had, so that only the quota can refuse it.
    let unlimited = try Quota.withLimit(0) { four().regions.count }
    if unlimited < 4 { try inconclusive("memory has no four blocks of 4 MiB") }
    try Quota.withLimit(16) {
      let (regions, refusal) = four()
      #expect(regions.count == 3, "regions of 4 MiB within 16 MiB")
      #expect(refusal == .noMemory)
      try regions.last?.unmap()
      #expect(throws: Never.self, "one more after one was given back") { try fixture.map(4 * Self.mebibyte) }
      withExtendedLifetime(regions) {}
    }

    fixture.forgetRegions()
    // As many pages as fit, in few regions and in many: what is less for the many is their bookkeeping. Larger pages
    // take more of them until it makes up a page.
    let scale = Kernel.pageSize / 4096
    try Quota.withLimit(scale * scale) {
      func fill(_ sizes: [Int]) -> Int {
        var regions: [Region] = []
        for size in sizes {
          while let region = try? fixture.device.map(size * Kernel.pageSize) { regions.append(region) }
        }
        return regions.reduce(0) { $0 + $1.count } / Kernel.pageSize
      }
      let (few, many) = (fill([16, 1]), fill([1]))
      #expect(few > many, "pages within the limit, in regions of 16 and of 1")
      #expect(many > few / 2, "pages within the limit in regions of 1")
    }
  }

  private static let roundCount = 10_000

  @Test(.requires(.root)) func `ACC-2: 10,000 rounds leave no drift`() throws {
    let quota = try Quota(fixture.location.node)
    let device = fixture.device
    func round() throws {
      let region = try device.map(Kernel.pageSize)
      expectDone(
        try fixture.submitAndReap(fixture.urb(fixture.source, region, count: fixture.maxPacket)),
        fixture.maxPacket)
      try region.unmap()
    }
    for _ in 0..<10 { try round() }
    let before = try quota.measure()
    // An object of 8 bytes a round, or a page in twenty, would show.
    func expectNothingLost(after what: String, _ body: () throws -> Void) throws {
      try ConformanceTests.expectNothingLost(
        fixture.rig, after: what, objects: Self.roundCount * 8,
        memory: Self.roundCount / 20 * Kernel.pageSize, body)
    }
    try expectNothingLost(after: "\(Self.roundCount) rounds") {
      let rounds = Rounds(Self.roundCount)
      for number in 0..<rounds.count {
        rounds.begin(number)
        try round()
      }
      #expect(try quota.isUnchanged(since: before), "in use after \(Self.roundCount) rounds")
    }
    // Blocks of pages, given back in full: half of a round's would show.
    for pages in [3, 16] {
      try expectNothingLost(after: "regions of \(pages) pages") {
        for _ in 0..<(Self.roundCount / 10) { try device.map(pages * Kernel.pageSize).unmap() }
      }
    }
  }

  @Test(.requires(.root)) func `ACC-3: a region URB does not count its bytes again`() throws {
    let region = try fixture.map(3 * Self.mebibyte)
    let buffer = fixture.buffer(2 * Self.mebibyte)
    try Quota.withLimit(4) {
      // The control: an ordinary URB's bytes do count.
      let ordinary = fixture.urb(fixture.source, buffer, count: buffer.count)
      if refusal({ () throws(Errno) in try fixture.device.submit(ordinary) }) != .noMemory {
        try inconclusive(
          "an ordinary URB of 2 MiB was not refused beside a region of 3 MiB under a limit of 4 MiB")
      }
      for count in [Self.mebibyte, region.count] {
        let urb = fixture.urb(fixture.source, region, count: count)
        if count <= fixture.rig.largestTransfer {
          let refused = refusal { () throws(Errno) in try fixture.device.submit(urb) }
          #expect(refused == nil, "a region URB of \(count) bytes")
          if refused == nil, try fixture.reap() === urb { expectDone(urb, count) }
        } else if count == Self.mebibyte {
          // That it is accepted is what counts.
          try fixture.device.submit(urb)
          try fixture.device.discard(urb)
          _ = try fixture.reap()
        }
      }
    }
  }

  @Test(.requires(.root)) func `ACC-4: quota 0 is no limit`() throws {
    let size = Self.mebibyte
    func count() -> Int {
      var regions: [Region] = []
      while regions.count < 20, let region = try? fixture.device.map(size) { regions.append(region) }
      return regions.count
    }
    #expect(try Quota.withLimit(16, count) < 16, "the control: regions of 1 MiB under a limit of 16 MiB")
    #expect(try Quota.withLimit(0, count) == 20, "regions of 1 MiB without a limit")
  }

  @Test(.requires(.root)) func `ACC-5: failing paths leave the quota as it was`() throws {
    let quota = try Quota(fixture.location.node)
    let region = try fixture.map(pages: 2)
    let before = try quota.measure()
    func expectStill(_ what: String) throws {
      #expect(try quota.isUnchanged(since: before), "in use after \(what)")
    }

    for (what, size, offset) in [
      ("mmap of nothing", 0, 0), ("mmap past the quota", 64 << 20, 0), ("mmap of 64 GiB", 64 << 30, 0),
      ("mmap with an offset", 4096, 4096),
    ] {
      _ = try? fixture.device.map(size, offset: offset)
      try expectStill(what)
    }
    // Behind an IOMMU the kernel warns of it (MAP-14).
    if !fixture.rig.isBehindIOMMU {
      // So often that KernelStateCheck would see a kernel object left each time.
      try Quota.withLimit(0) { for _ in 0..<20_000 { _ = try? fixture.device.map(1 << 40) } }
      try expectStill("mmap past what can be contiguous")
    }
    do {
      let readOnly = try Device(fixture.location.node, .readOnly)
      // The kernel refuses PROT_WRITE before usbfs is asked; older ones accept this (MAP-9).
      try? readOnly.map(4096, .read).unmap()
    }
    try expectStill("mmap of a read-only descriptor")

    let unreadable = UnsafeMutableRawPointer(bitPattern: 4096)!
    let refused: [(String, URB)] = [
      ("a buffer past the end", fixture.urb(fixture.source, region, at: 1, count: region.count)),
      ("a missing endpoint", fixture.urb(0x8f, region, count: 4096)),
      ("the wrong type", fixture.urb(fixture.source, region, count: 4096, type: .interrupt)),
      ("isochronous on bulk", fixture.urb(fixture.source, region, count: 4096, type: .isochronous)),
      ("unknown flags", fixture.urb(fixture.source, region, count: 4096, flags: URBFlags(rawValue: 1 << 20))),
      ("an unreadable buffer", URB(.bulk, endpoint: fixture.sink, buffer: unreadable, length: 4096)),
      ("no buffer", URB(.bulk, endpoint: fixture.source, buffer: nil, length: 4096)),
      ("a short setup packet", fixture.urb(0, region, count: 4, type: .control)),
    ]
    for (what, urb) in refused {
      for _ in 0..<10 {
        #expect(throws: Errno.self, "submit with \(what)") { try fixture.device.submit(urb) }
      }
      try expectStill("submit with \(what)")
    }
    try Quota.withLimit(1) {
      let buffer = fixture.buffer(2 << 20)
      let urb = fixture.urb(fixture.source, buffer, count: buffer.count)
      #expect(throws: Errno.noMemory) { try fixture.device.submit(urb) }
    }
    try expectStill("submit past the quota")
  }
}
