import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.FRG {
  private static let block = 64 << 10

  /// How many of `tries` transfers of a block succeed without a region and with one, when no such block is free.
  private func transfers(_ tries: Int, _ region: Region, _ buffer: Buffer) -> (ordinary: Int, ordinaryOther: Int, region: Int) {
    var counts = (ordinary: 0, ordinaryOther: 0, region: 0)
    for _ in 0..<tries {
      // The synchronous ioctl is one kmalloc on every controller; ordinary bulk URBs may be scattered.
      let refused = refusal { () throws(Errno) in _ = try bench.device.bulk(endpoint: bench.source, buffer.bytes) }
      if refused == nil { counts.ordinary += 1 } else if refused != .noMemory { counts.ordinaryOther += 1 }
      let urb = bench.urb(bench.source, region, count: Self.block)
      if (try? bench.run(urb)) != nil, urb.error == nil, urb.actualLength == Self.block { counts.region += 1 }
    }
    return counts
  }

  private func expectFragmented() throws {
    let free = Kernel.meminfo("MemFree") ?? 0
    if free < 16 << 20 { try inconclusive("only \(free >> 20) MiB are free: a want of memory, not of blocks") }
  }

  @Test(.requires(.root, .disposableMachine)) func `FRG-1: region transfers succeed where ordinary ones cannot`() throws {
    let region = try bench.map(Self.block)
    let large = try bench.map(1 << 20)
    let buffer = bench.buffer(Self.block)
    buffer.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(bench.location.node)
      try fragmentation.make(noBlockOf: Self.block)
      try expectFragmented()
      let counts = transfers(100, region, buffer)
      let one = try bench.run(bench.urb(bench.source, large, count: large.count))
      fragmentation.release()
      note("64 KiB: ordinary \(counts.ordinary)/100, region \(counts.region)/100")
      if counts.ordinary > 0 || counts.ordinaryOther > 0 {
        try inconclusive(
          "the control was not seen: of 100 ordinary transfers \(100 - counts.ordinary - counts.ordinaryOther) were ENOMEM")
      }
      #expect(counts.region == 100, "region transfers of 100")
      expectDone(one, large.count)
    }
  }

  @Test(.requires(.root, .disposableMachine)) func `FRG-3: no region transfer fails under churn`() throws {
    let region = try bench.map(Self.block)
    let buffer = bench.buffer(Self.block)
    buffer.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    let rounds = 3
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(bench.location.node)
      var done = 0
      var refused = 0
      for _ in 0..<rounds {
        try fragmentation.churn(noBlockOf: Self.block)
        let counts = transfers(100, region, buffer)
        done += counts.region
        refused += 100 - counts.ordinary - counts.ordinaryOther
      }
      fragmentation.release()
      note("\(rounds) times fragmented: ordinary \(100 * rounds - refused)/\(100 * rounds), region \(done)/\(100 * rounds)")
      if refused == 0 { try inconclusive("the control was not seen: no ordinary transfer was ENOMEM") }
      #expect(done == 100 * rounds, "region transfers of \(100 * rounds)")
    }
  }

  @Test(.requires(.root, .disposableMachine)) func `FRG-4: mmap under fragmentation is a clean ENOMEM`() throws {
    if bench.rig.mapsDMA == true { try skip("behind an IOMMU a region may come from scattered pages: FRG-5") }
    let quota = try Quota(bench.location.node)
    let before = try quota.measure()
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(bench.location.node)
      try fragmentation.make(noBlockOf: Self.block)
      try expectFragmented()
      var refused = 0
      for size in [Self.block, 1 << 20, 4 << 20] {
        for _ in 0..<20 where refusal({ () throws(Errno) in _ = try bench.device.map(size) }) == .noMemory { refused += 1 }
      }
      let page = refusal { () throws(Errno) in try bench.device.map(1).unmap() }
      fragmentation.release()
      #expect(refused == 60, "of 60 regions that no block was left for, those refused with ENOMEM")
      #expect(page == nil, "a region of a single page, of which there are plenty")
    }
    #expect(try quota.isStill(before), "in use after the refusals")
  }
}
