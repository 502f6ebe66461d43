import Clauses
import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.DMA {
  /// Sends part of a region round the loop into another part of it, and expects it there and nowhere else.
  private func loop(
    _ region: Region, from source: Int, to target: Int, _ count: Int, seed: UInt64, around: Int = 64
  ) throws {
    region[at: source, count: count].fill(.pattern(seed: seed))
    let near = max(0, target - around)..<min(region.count, target + count + around)
    region[near].fill(.byte(0x5a))
    try fixture.device.submit(fixture.urb(fixture.loopIn, region, at: target, count: count))
    let out = fixture.urb(fixture.loopOut, region, at: source, count: count)
    try fixture.device.submit(out)
    for _ in 0..<2 {
      let urb = try fixture.reap()
      expectDone(urb, count)
    }
    expect(
      region[at: target, count: count], holds: .pattern(seed: seed),
      "\(count) bytes from \(source) to \(target)")
    expect(region[near.lowerBound..<target], holds: .byte(0x5a), "before \(count) bytes at \(target)")
    expect(
      region[target + count..<near.upperBound], holds: .byte(0x5a), "behind \(count) bytes at \(target)")
  }

  @Test(.requires(.dma)) func `DMA-1: data lands at the region plus the offset`() throws {
    let size = 256 << 10
    let region = try fixture.map(size)
    let half = size / 2
    var seed: UInt64 = 1
    // Every alignment to a cache line. Whole packets would not be looped.
    for offset in 0..<64 {
      seed += 1
      try loop(region, from: 64 + (offset * 7) % 64, to: half + offset, 130 + offset % 61, seed: seed)
    }
    // Across pages, and across 64 KiB, which no block of an xHC's may cross.
    for edge in [Kernel.pageSize, 64 << 10] {
      for (source, target) in [(edge - 1, half + edge - 3), (edge - 2049, half + edge - 1000)] {
        for count in [2, 100, fixture.loopRequest] {
          seed += 1
          try loop(region, from: source, to: target, count, seed: seed)
        }
      }
    }
    // The region's two ends.
    try loop(region, from: 0, to: size - 100, 100, seed: seed + 1)
    try loop(region, from: size - 100, to: 0, 100, seed: seed + 2)
  }

  @Test(.requires(.dma)) func `DMA-2: OUT of 1 to 8 bytes`() throws {
    let region = try fixture.map(pages: 2)
    var seed: UInt64 = 1
    for count in 1...9 {
      for offset in [0, 1, 3, 8, Kernel.pageSize - 1, Kernel.pageSize - count] {
        seed += 1
        try loop(region, from: offset, to: Kernel.pageSize + 512, count, seed: seed)
      }
    }
  }

  @Test(.requires(.dma)) func `DMA-3: CPU and device see each other's writes`() throws {
    let region = try fixture.map(pages: 2)
    let page = Kernel.pageSize
    let input = fixture.urb(fixture.loopIn, region, at: page, count: page)
    let output = fixture.urb(fixture.loopOut, region, count: page)
    // The same places again and again: whatever a cache kept of the round before would be seen in this one.
    let rounds = Rounds(500)
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      let seed = UInt64(1 + number % 7)
      region[..<page].fill(.pattern(seed: seed))
      try fixture.device.submit(output)
      try fixture.device.submit(input)
      for _ in 0..<2 { _ = try fixture.reap() }
      guard region[page...].holds(.pattern(seed: seed)) else {
        Issue.record("\(round): the CPU does not see what went round the loop")
        return
      }
    }
  }

  @Test(.requires(.iommu, .root, .disposableMachine)) func `DMA-4: all of it behind an IOMMU`() throws {
    let size = 1 << 20
    try Quota.withLimit(0) {
      // With no large block free the region can only be scattered.
      let fragmentation = try Fragmentation(fixture)
      try fragmentation.make(noBlockOf: 64 << 10)
      // Of the DMA zone the last megabytes are nobody's who does not ask for that zone (lowmem_reserve).
      if Kernel.freeBlocks(ofAtLeast: size, outside: "DMA") > 0 {
        fragmentation.release()
        try inconclusive("memory has a block of \(size) bytes: the region may be one piece")
      }
      var region: Region
      do {
        region = try fixture.map(size)
        fragmentation.release()
      } catch {
        fragmentation.release()
        guard let reason = whyOneBlock else {
          try inconclusive("no region of \(size) bytes from scattered pages: \(error)")
        }
        unreached("a scattered region, for \(reason)")
        region = try fixture.map(size)
      }
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.source, region, count: size)), size)
      expect(region, holds: .source, "IN of all of it")
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: size)), size)
      // A wrong byte anywhere would have stalled the sink.
      expectDone(
        try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: fixture.maxPacket)),
        fixture.maxPacket)
      var seed: UInt64 = 1
      for page in stride(from: Kernel.pageSize, to: size / 2, by: 8 * Kernel.pageSize) {
        seed += 1
        try loop(region, from: page - 1000, to: size / 2 + page - 7, fixture.loopRequest, seed: seed)
      }
    }
  }
}
