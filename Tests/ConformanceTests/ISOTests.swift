import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.ISO {
  /// The lengths of short packets of all kinds.
  private func short(_ number: Int) -> Int {
    let most = fixture.isochronousPacket
    return [4, 100, 17 + number / 8, most / 2, most - 1, most, 5, 63][number % 8]
  }

  /// Number of packets that a test looks at.
  private static let wanted = 40

  /// An URB's packets, each with room for the largest that comes.
  private func whole(_ count: Int) -> [Int] { Array(repeating: fixture.isochronousPacket, count: count) }

  /// Receives `short` packets with URBs that go round, and hands every gap to `gap`.
  private func receive(
    _ urbs: [URB], prepare: (URB) -> Void, gap: (UnsafeMutableRawBufferPointer) -> Void = { _ in }
  ) throws {
    var checker = try IsochronousChecker(fixture, length: short)
    try fixture.stream(urbs, prepare: prepare) { urb in
      try checker.check(urb, gap: gap)
      return checker.isBroken || checker.count >= Self.wanted
    }
  }

  private func fill(_ urb: URB, _ count: Int, _ byte: UInt8) { memset(urb.buffer!, CInt(byte), count) }

  @Test(.requires(.isochronous, .emulatedDevice)) func `ISO-1: gaps of ordinary buffers read as zeroes`()
    throws
  {
    try requireDirtyMemory()
    let planted: UInt8 = 0xc7
    // A packet alone, a slab's object, and pages.
    for packets in [1, 8, 64] {
      let count = max(4, 32 / packets)
      let size = packets * fixture.isochronousPacket
      var leaked = 0
      let look: (UnsafeMutableRawBufferPointer) -> Void = { gap in
        if !gap.holds(.byte(0)) { leaked += 1 }
      }
      // The control: in a region nothing is cleared, and what was planted there is what this probe sees in the gaps.
      let region = try fixture.map(count * size)
      let control = (0..<count).map {
        fixture.isochronous(fixture.isochronousIn, region, at: $0 * size, lengths: whole(packets))
      }
      try receive(control, prepare: { fill($0, size, planted) }, gap: look)
      if leaked == 0 { try inconclusive("the probe did not see what was planted in a region's gaps") }

      // Kernel buffers of the same size, full of a pattern and given back, just before the kernel takes its own.
      leaked = 0
      let groom = fixture.buffer(size)
      memset(groom.base, CInt(planted), size)
      let buffers = (0..<count).map { _ in fixture.buffer(size) }
      let urbs = buffers.map { fixture.isochronous(fixture.isochronousIn, $0, lengths: whole(packets)) }
      var groomed = 0
      func dirty() {
        // One byte less ends the loopback's request. A failure is not tried again: it would take as long again.
        guard groomed >= 0 else { return }
        let bytes = UnsafeMutableRawBufferPointer(rebasing: groom.bytes.dropLast())
        do {
          _ = try fixture.device.bulk(endpoint: fixture.loopOut, bytes, milliseconds: UInt32(Fixture.timeout))
          _ = try fixture.device.bulk(
            endpoint: fixture.loopIn, groom.bytes, milliseconds: UInt32(Fixture.timeout))
          groomed += 1
        } catch { groomed = -1 }
      }
      let isBeforehand = !fixture.rig.has(.concurrentTransfers)
      if isBeforehand { for _ in 0..<8 { dirty() } }
      try receive(
        urbs,
        prepare: { urb in
          fill(urb, size, 0xee)
          if !isBeforehand { dirty() }
        }, gap: look)
      if groomed <= 0 { try inconclusive("the kernel's buffers could not be dirtied beforehand") }
      #expect(leaked == 0, "gaps that were not zero, in URBs of \(size) bytes")
    }
  }

  @Test(.requires(.isochronous, .emulatedDevice)) func `ISO-2: gaps of a region keep what was there`() throws
  {
    let packets = 8
    let size = packets * fixture.isochronousPacket
    let region = try fixture.map(4 * size)
    let urbs = (0..<4).map {
      fixture.isochronous(fixture.isochronousIn, region, at: $0 * size, lengths: whole(packets))
    }
    var changed = 0
    try receive(urbs, prepare: { fill($0, size, 0xaa) }) { gap in
      if !gap.holds(.byte(0xaa)) { changed += 1 }
    }
    #expect(changed == 0, "gaps that changed")
  }

  @Test func `ISO-3: gaps of a fresh region read as zeroes`() throws {
    try requireDirtyMemory()
    let short = 100
    for number in 0..<Self.wanted {
      let region = try fixture.map(pages: 1 << (number % 4))
      try fixture.sendToLoopback(short, seed: UInt64(number))
      try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, count: region.count))
      expect(region[..<short], holds: .pattern(seed: UInt64(number)), "what came of transfer \(number)")
      expect(region[short...], holds: .byte(0), "behind what came of transfer \(number)")
      region.fill(.byte(0xc7))
      try region.unmap()
    }
    guard fixture.rig.has(.isochronous), fixture.rig.has(.emulatedDevice) else {
      return unreached("short packets")
    }
    try expectZeroesInGapsOfFreshRegions()
  }

  private func expectZeroesInGapsOfFreshRegions() throws {
    let packets = 8
    let size = packets * fixture.isochronousPacket
    var checker = try IsochronousChecker(fixture, length: short)
    // Each URB has a region of its own, fresh; the memory of those before was dirtied when it was given back.
    var inFlight: [UnsafeMutableRawPointer: (region: Region, urb: URB)] = [:]
    func submit() throws {
      let region = try fixture.device.map(size)
      let urb = fixture.isochronous(fixture.isochronousIn, region, lengths: whole(packets))
      inFlight[region.base] = (region, urb)
      try fixture.device.submit(urb)
    }
    func take() throws -> (region: Region, urb: URB)? {
      inFlight.removeValue(forKey: try fixture.reap().buffer!)
    }
    for _ in 0..<4 { try submit() }
    var leaked = 0
    while !checker.isBroken, checker.count < Self.wanted, leaked == 0, let (region, urb) = try take() {
      try checker.check(urb) { gap in
        if !gap.holds(.byte(0)) { leaked += 1 }
      }
      region.fill(.byte(0xc7))
      try region.unmap()
      try submit()
    }
    for (_, urb) in inFlight.values { try? fixture.device.discard(urb) }
    while !inFlight.isEmpty { _ = try take() }
    #expect(leaked == 0, "gaps that were not zero")
  }

  @Test(.requires(.isochronous, .emulatedDevice))
  func `ISO-4: each packet has its length, status and place`() throws {
    let packets = 8
    let size = packets * fixture.isochronousPacket
    let region = try fixture.map(4 * size)
    let buffer = fixture.buffer(4 * size)
    for isRegion in [true, false] {
      let urbs = (0..<4).map { index in
        isRegion
          ? fixture.isochronous(fixture.isochronousIn, region, at: index * size, lengths: whole(packets))
          : fixture.isochronous(fixture.isochronousIn, buffer, at: index * size, lengths: whole(packets))
      }
      var checker = try IsochronousChecker(fixture, expectedErrors: 2, length: short)
      try fixture.stream(urbs) { urb in
        // Packets that failed are in error_count, and leave the URB's status alone.
        #expect(urb.error == nil, "status of the URB")
        #expect(
          urb.actualLength == urb.packets.reduce(0) { $0 + Int($1.actualLength) }, "actual_length of the URB")
        let failed = urb.packets.count { !$0.isDoneOrLate }
        if !fixture.rig.quirks.contains(.countsNoErrors) {
          #expect(urb.errorCount >= failed, "error_count with \(failed) failed packets")
        }
        try checker.check(urb)
        return checker.isBroken || checker.count >= Self.wanted
      }
      if checker.errors < 2, checker.lost > 0 {
        try inconclusive("the packets with an error were lost on the way")
      }
      #expect(checker.errors == 2, "packets with an error")
    }
  }

  @Test(.requires(.isochronous)) func `ISO-5: containment is the sum of the packet lengths`() throws {
    try fixture.selectIsochronous()
    let reserved = fixture.buffer(4 * Kernel.pageSize)
    let region = try fixture.map(2 * Kernel.pageSize, .readWrite, [.shared, .fixed], at: reserved.base)
    let large = try fixture.map(128 << 10)
    for endpoint in [fixture.isochronousIn, fixture.isochronousOut] {
      // 96 packets of 1024 bytes are the most that any bus has in an interval. Up to there the endpoint is asked, whose
      // packets are shorter.
      let atOnce = fixture.isochronous(endpoint, large, lengths: [98_304])
      expectRefused(atOnce, .messageTooLong, by: fixture.device, "a packet of 98304 bytes")
      let more = fixture.isochronous(endpoint, large, lengths: [98_305])
      expectRefused(more, .invalidArgument, by: fixture.device, "a packet of 98305 bytes")
      for length: Int32 in [0, 1, 4096, 4097, 1 << 30] {
        let lengths = whole(3)
        func urb(at offset: Int) -> URB {
          fixture.isochronous(endpoint, region, at: offset, lengths: lengths, bufferLength: length)
        }
        let fits = region.count - 3 * fixture.isochronousPacket
        #expect(throws: Never.self, "buffer_length \(length)") { try fixture.submitAndReap(urb(at: fits)) }
        expectRefused(
          urb(at: fits + 1), .invalidArgument, by: fixture.device, "buffer_length \(length), one past")
      }
    }
    // The sum is of what each packet asks for. A device that cannot be told what to send would send more.
    let most = fixture.isochronousPacket
    let endpoints = [fixture.isochronousOut] + (fixture.rig.isEmulated ? [fixture.isochronousIn] : [])
    for endpoint in endpoints {
      for lengths in [[1, most, most / 2 + 1], [most, most / 2 + 1, 1], [most / 2 + 1, 1, most]] {
        let fits = region.count - lengths.reduce(0, +)
        let urb = fixture.isochronous(endpoint, region, at: fits, lengths: lengths)
        #expect(throws: Never.self, "packets of \(lengths)") { try fixture.submitAndReap(urb) }
        let longer = fixture.isochronous(endpoint, region, at: fits + 1, lengths: lengths)
        expectRefused(longer, .invalidArgument, by: fixture.device, "packets of \(lengths), one past")
      }
    }
  }

  @Test(.requires(.isochronous, .emulatedDevice)) func `ISO-6: OUT delivers every packet`() throws {
    try fixture.selectIsochronous()
    let most = fixture.isochronousPacket
    let lengths = (0..<32).map { [1, 2, 3, 7, 64, 100, most / 2 + 1, most][$0 % 8] }
    let size = lengths.reduce(0, +)
    let urbCount = 4
    let region = try fixture.map(urbCount * (size + 3))
    region.fill(.pattern(seed: 6))
    let offsets = (0..<urbCount).map { $0 * (size + 3) }
    let urbs = offsets.map { fixture.isochronous(fixture.isochronousOut, region, at: $0, lengths: lengths) }
    for urb in urbs { try fixture.device.submit(urb) }
    for urb in urbs {
      #expect(try fixture.reap() === urb)
      #expect(urb.packets.allSatisfy { $0.isDoneOrLate }, "status of each packet")
    }
    // The first may have come too late for its frame: then it was not sent, and says so.
    let late = urbs.flatMap(\.packets).count { $0.status != 0 }
    if late > lengths.count * urbCount / 2 { try inconclusive("\(late) packets missed their frames") }
    let taken = fixture.buffer(2 + most)
    for (urb, offset) in zip(urbs, offsets) {
      var place = offset
      for (index, length) in lengths.enumerated() {
        defer { place += length }
        if urb.packets[index].status != 0 { continue }
        let count = try fixture.ask(.takeOut, into: taken.bytes)
        guard count == 2 + length else {
          Issue.record(
            "packet \(index) of the URB at \(offset): \(length) bytes sent, \(max(0, count - 2)) arrived")
          return
        }
        let sent = UnsafeRawBufferPointer(region[at: place, count: length])
        expect(taken[at: 2, count: length], holds: .bytes(sent), "packet \(index) of the URB at \(offset)")
      }
    }
    #expect(try fixture.ask(.takeOut, into: taken.bytes) == 0, "packets that nobody sent")
  }

  @Test(.requires(.isochronous)) func `ISO-7: 1 and 128 packets work, 0 and 129 are EINVAL`() throws {
    try fixture.selectIsochronous()
    let region = try fixture.map(129 * fixture.isochronousPacket)
    for endpoint in [fixture.isochronousIn, fixture.isochronousOut] {
      for count in [1, 128] {
        let urb = fixture.isochronous(endpoint, region, lengths: whole(count))
        // At first there may be nothing to receive, or a frame gone by; every packet must go well nevertheless. Of OUT,
        // controllers need not say how much went.
        var runs = 0
        var hasMoved = false
        repeat {
          try fixture.submitAndReap(urb)
          runs += 1
          #expect(urb.error == nil, "\(count) packets")
          #expect(urb.packets.allSatisfy { $0.isDoneOrLate }, "status of \(count) packets")
          hasMoved = urb.packets.contains { packet in
            endpoint == fixture.isochronousOut ? packet.status == 0 : packet.actualLength > 0
          }
        } while !hasMoved && runs < 1000
        #expect(hasMoved, "\(count) packets moved nothing in \(runs) runs")
      }
      for count in [0, 129, -1, Int32.max] as [Int32] {
        let urb = fixture.isochronous(endpoint, region, lengths: whole(129))
        urb.numberOfPackets = count
        expectRefused(urb, .invalidArgument, by: fixture.device, "\(count) packets")
      }
    }
  }

  @Test(.requires(.isochronous, .emulatedDevice, .concurrentTransfers))
  func `ISO-8: a stream loses and mixes nothing`()
    throws
  {
    let seconds = 60
    let packets = 8
    let size = packets * fixture.isochronousPacket
    let count = 8
    let region = try fixture.map(count * size)
    let urbs = (0..<count).map {
      fixture.isochronous(fixture.isochronousIn, region, at: $0 * size, lengths: whole(packets))
    }
    var checker = try IsochronousChecker(fixture) { 4 + $0 * 37 % (fixture.isochronousPacket - 4) }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var total = 0
    try fixture.stream(urbs) { urb in
      try checker.check(urb)
      total += packets
      return checker.isBroken || clock.now >= end
    }
    measured(
      "\(seconds) s: \(checker.count) packets of \(total), the first after \(checker.emptyBefore) empty ones, "
        + "\(checker.emptyAfter) empty ones later, \(checker.late) too late for their frames, \(checker.lost) lost "
        + "because the controller stopped the stream")
    // Of a stream that was mostly silence nothing is known.
    if checker.count <= checker.lost + checker.emptyAfter || checker.count < total / 10 {
      try inconclusive("only \(checker.count) packets of \(total) came")
    }
    // Each stop costs what QEMU holds, some sixty.
    if checker.lost > checker.count / 20 {
      try inconclusive(
        "the controller stopped the stream too often: \(checker.lost) packets were lost by that")
    }
  }
}
