import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.FRG {
  private static let block = 64 << 10

  /// Whether a block is free. Of the DMA zone the last megabytes are nobody's who does not ask for that zone
  /// (lowmem_reserve).
  private static var hasBlock: Bool { Kernel.freeBlocks(ofAtLeast: block, outside: "DMA") > 0 }

  /// Counts of transfers of a block that were tried with no such block free.
  private struct Outcome {
    var tries = 0
    /// Transfers of ordinary memory that were ENOMEM, as they must be for the rest to mean something.
    var refused = 0
    /// Tries at which no block was free, neither right before nor right after the region's transfer.
    var withoutBlock = 0
    /// Transfers of the region that moved all its bytes.
    var region = 0

    var text: String {
      "ordinary \(tries - refused)/\(tries), region \(region)/\(tries)"
        + (isRefusedAsARule ? "" : ", with no block free \(withoutBlock)/\(tries)")
    }

    /// Compaction may find a block now and then, but ordinary transfers fail as a rule where they need one.
    private var isRefusedAsARule: Bool { refused >= tries * 9 / 10 }

    /// The control: ordinary transfers fail, or, in a kernel where they need no block, the allocator has none.
    func requireControl() throws {
      if !isRefusedAsARule, withoutBlock < tries * 9 / 10 {
        try inconclusive(
          "the control was not seen: of \(tries) ordinary transfers \(refused) were ENOMEM, and at \(withoutBlock) "
            + "tries no block was free")
      }
    }
  }

  private func transfers(
    _ tries: Int, _ region: Region, _ buffer: Buffer, _ fragmentation: Fragmentation, _ outcome: inout Outcome
  ) throws {
    for _ in 0..<tries {
      try fragmentation.keep(noBlockOf: Self.block)
      outcome.tries += 1
      if try ordinary(buffer) == .noMemory { outcome.refused += 1 }
      let urb = fixture.urb(fixture.source, region, count: region.count)
      try fragmentation.keep(noBlockOf: Self.block)
      let isFree = Self.hasBlock
      if (try? fixture.submitAndReap(urb)) != nil, urb.error == nil, urb.actualLength == region.count {
        outcome.region += 1
      }
      if !isFree, !Self.hasBlock { outcome.withoutBlock += 1 }
    }
  }

  /// Reads a block into ordinary memory; nil if that works. A bulk URB's buffer is in pieces where the controller can
  /// gather them, and in Linux 6.1 all of these rigs' can; the synchronous ioctl's still is one.
  private func ordinary(_ buffer: Buffer) throws -> Errno? {
    if try fixture.device.capabilities().contains(.bulkScatterGather) {
      return refusal { () throws(Errno) in _ = try fixture.device.bulk(endpoint: fixture.source, buffer.bytes)
      }
    }
    let urb = fixture.urb(fixture.source, buffer, count: buffer.count)
    if let refused = refusal({ () throws(Errno) in try fixture.device.submit(urb) }) { return refused }
    return try fixture.reap().error
  }

  private func expectFragmented() throws {
    let free = Kernel.meminfo("MemFree") ?? 0
    if free < 16 << 20 {
      try inconclusive("only \(free >> 20) MiB are free: a want of memory, not of blocks")
    }
  }

  @Test(.requires(.root, .disposableMachine, .noKernelBuffersInDevice))
  func `FRG-1: region transfers succeed where ordinary ones cannot`() throws {
    let region = try fixture.map(Self.block)
    let large = try fixture.map(1 << 20)
    let buffer = fixture.buffer(Self.block)
    buffer.fill(.byte(0))
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(fixture)
      try fragmentation.make(noBlockOf: Self.block)
      try expectFragmented()
      var outcome = Outcome()
      try transfers(100, region, buffer, fragmentation, &outcome)
      let one = try fixture.submitAndReap(
        fixture.urb(fixture.source, large, count: min(large.count, fixture.rig.largestTransfer)))
      fragmentation.release()
      measured("64 KiB: \(outcome.text)")
      try outcome.requireControl()
      #expect(outcome.region == 100, "region transfers of 100")
      expectDone(one, min(large.count, fixture.rig.largestTransfer))
    }
  }

  @Test(.requires(.root, .disposableMachine, .isochronous)) func `FRG-2: the same for isochronous`() throws {
    try fixture.selectIsochronous()
    let length = max(fixture.isochronousPacket, Self.block / 128)
    let lengths = Array(repeating: length, count: Self.block / length)
    let region = try fixture.map(Self.block)
    let buffer = fixture.buffer(Self.block)
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(fixture)
      try fragmentation.make(noBlockOf: Self.block)
      try expectFragmented()
      var outcome = Outcome()
      var last = ""
      for round in 0..<100 {
        try fragmentation.keep(noBlockOf: Self.block)
        outcome.tries += 1
        let endpoint = round % 2 == 0 ? fixture.isochronousIn : fixture.isochronousOut
        let ordinary = fixture.isochronous(endpoint, buffer, lengths: lengths)
        switch refusal({ () throws(Errno) in try fixture.device.submit(ordinary) }) {
        case Errno.noMemory?: outcome.refused += 1
        case nil: _ = try fixture.reap()
        default: break
        }
        let urb = fixture.isochronous(endpoint, region, lengths: lengths)
        try fragmentation.keep(noBlockOf: Self.block)
        let isFree = Self.hasBlock
        defer { if !isFree, !Self.hasBlock { outcome.withoutBlock += 1 } }
        do {
          // A packet may come too late for its frame; that is no want of memory. Of an URB all of which did nothing
          // moved.
          var runs = 0
          repeat {
            try fixture.submitAndReap(urb)
            runs += 1
          } while runs < 20 && urb.error == nil && urb.packets.allSatisfy(\.isLate)
          let moved = urb.packets.contains { $0.status == 0 }
          if urb.error == nil, moved, urb.packets.allSatisfy(\.isDoneOrLate) {
            outcome.region += 1
          } else {
            last = "\(urb.status) \(urb.packets.map(\.status))"
          }
        } catch { last = "\(error)" }
      }
      fragmentation.release()
      measured("64 KiB: \(outcome.text)")
      try outcome.requireControl()
      #expect(outcome.region == 100, "region transfers of 100, \(last)")
    }
  }

  @Test(.requires(.root, .disposableMachine, .noKernelBuffersInDevice))
  func `FRG-3: no region transfer fails under churn`() throws {
    // Held throughout, of several sizes.
    let sizes = [1, 2, 4, 16].map { min($0 * Self.block, fixture.rig.largestTransfer) }
    let regions = try sizes.map { try fixture.map($0) }
    let buffer = fixture.buffer(Self.block)
    buffer.fill(.byte(0))
    let rounds = Rounds(3)
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(fixture)
      var outcome = Outcome()
      for number in 0..<rounds.count {
        rounds.begin(number)
        try fragmentation.churn(noBlockOf: Self.block)
        for region in regions { try transfers(25, region, buffer, fragmentation, &outcome) }
      }
      fragmentation.release()
      measured("\(rounds.count) times fragmented: \(outcome.text)")
      try outcome.requireControl()
      #expect(outcome.region == outcome.tries, "region transfers of \(outcome.tries)")
    }
  }

  @Test(.requires(.root, .disposableMachine, .regionsInOnePiece))
  func `FRG-4: mmap under fragmentation is a clean ENOMEM`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(fixture)
      try fragmentation.make(noBlockOf: Self.block)
      try expectFragmented()
      // A block that the kernel still finds is its to give; what it refuses, it refuses with ENOMEM.
      var found: [Region] = []
      var refused = 0
      for size in [4 << 20, 1 << 20, Self.block] {
        // Looking for the larger ones the kernel gathers pages.
        try fragmentation.keep(noBlockOf: Self.block)
        for _ in 0..<20 {
          do {
            found.append(try fixture.device.map(size))
          } catch {
            #expect(error as? Errno == .noMemory, "a region of \(size) bytes")
            refused += 1
          }
        }
      }
      try fragmentation.keep(noBlockOf: Self.block)
      let page = refusal { () throws(Errno) in try fixture.device.map(1).unmap() }
      fragmentation.release()
      found.removeAll()
      if refused < 40 {
        try inconclusive("of 60 regions only \(refused) were refused: memory was not fragmented")
      }
      #expect(page == nil, "a region of a single page, of which there are plenty")
    }
    #expect(try quota.isUnchanged(since: before), "in use after the refusals")
  }

  @Test(.requires(.root, .disposableMachine, .iommu))
  func `FRG-5: whether an IOMMU gives regions from scattered pages`() throws {
    try Quota.withLimit(0) {
      let fragmentation = try Fragmentation(fixture)
      try fragmentation.make(noBlockOf: Self.block)
      try expectFragmented()
      var had: [String] = []
      for size in [Self.block, 1 << 20, 4 << 20] {
        let refused = refusal { () throws(Errno) in try fixture.device.map(size).unmap() }
        had.append("\(size >> 10) KiB: \(refused.map { "\($0)" } ?? "yes")")
      }
      fragmentation.release()
      measured(had.joined(separator: ", ") + (whyOneBlock.map { "; \($0)" } ?? ""))
    }
  }
}
