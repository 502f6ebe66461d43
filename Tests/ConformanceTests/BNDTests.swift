import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.BND {
  @Test func `BND-1: a buffer may end on the region's last byte`() throws {
    let region = try fixture.map(pages: 4)
    if fixture.rig.has(.isochronous) { try fixture.selectIsochronous() }
    var missed: [String] = []
    for kind in URBCase.all(endingPast: 0, region, fixture) {
      region.fill(.source)
      let urb = kind.make()
      do { try fixture.device.submit(urb) } catch {
        Issue.record("\(kind.name): \(error)")
        continue
      }
      // Interrupt endpoints wait for the device side.
      if kind.type == .interrupt { try? fixture.device.discard(urb) }
      _ = try fixture.reap()
      if kind.succeeds { #expect(urb.error == nil, "\(kind.name)") }
    }
    try expectBulkCarried(toEndOf: region)
    missed += try expectControlCarried(toEndOf: region)
    missed += try expectInterruptCarried(toEndOf: region)
    missed += try expectIsochronousCarried(toEndOf: region)
    unreached(missed)
  }

  @Test func `BND-2: one byte more is EINVAL`() throws {
    // What follows the region is readable memory of the program's, so that nothing else can be the reason.
    let reserved = fixture.buffer(8 * Kernel.pageSize)
    // Three pages are taken from a block of four: what counts is what was asked for.
    let region = try fixture.map(3 * Kernel.pageSize, .readWrite, [.shared, .fixed], at: reserved.base)
    if fixture.rig.has(.isochronous) { try fixture.selectIsochronous() }
    for past in [1, 2, 8, 17] {
      for kind in URBCase.all(endingPast: past, region, fixture) {
        expectRefused(kind.make(), .invalidArgument, by: fixture.device, "\(kind.name), \(past) past the end")
      }
    }
    unreached(
      (fixture.missingInterrupt.map { [$0] } ?? []) + (fixture.rig.has(.isochronous) ? [] : ["isochronous"]))
  }

  @Test(.requires(.root)) func `BND-3: a refused buffer leaves no trace`() throws {
    let region = try fixture.map(pages: 2)
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let refused = [
      fixture.urb(fixture.source, region, at: 1, count: region.count),
      fixture.urb(fixture.sink, region, at: region.count - 1, count: 2),
    ]
    var other = 0
    let rounds = Rounds(10_000)
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      do {
        try fixture.device.submit(refused[number % 2])
        Issue.record("accepted in \(round)")
        return
      } catch { if error != .invalidArgument { other += 1 } }
    }
    #expect(other == 0, "refusals with another error")
    #expect(throws: Errno.resourceTemporarilyUnavailable, "something to reap") {
      try fixture.device.reapNow()
    }
    #expect(try quota.isUnchanged(since: before), "the quota after 10,000 refusals")
    let urb = try fixture.submitAndReap(fixture.urb(fixture.source, region, count: region.count))
    expectDone(urb, region.count)
  }

  /// An IN at this address behaves as ordinary memory does: through a copy, that is, only when it is reaped.
  private func expectCopied(_ urb: URB, _ count: Int) throws {
    let memory = UnsafeMutableRawBufferPointer(start: urb.buffer, count: count)
    memory.fill(.byte(0xee))
    try fixture.device.submit(urb)
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    expect(memory, holds: .byte(0xee), "changed before the reap: not a copy")
    _ = try fixture.reap()
    expectDone(urb, count)
    expect(memory, holds: .source)
  }

  @Test func `BND-4: a buffer that starts before the region is ordinary memory`() throws {
    let reserved = fixture.buffer(8 * Kernel.pageSize)
    let region = try fixture.map(
      4 * Kernel.pageSize, .readWrite, [.shared, .fixed], at: reserved.base + 4 * Kernel.pageSize)
    for before in [1, 7, fixture.maxPacket] {
      let count = 2 * fixture.maxPacket
      let urb = URB(
        .bulk, endpoint: fixture.source, buffer: region.base - before, length: Int32(count), owner: region)
      try expectCopied(urb, count)
    }
  }

  @Test func `BND-5: a buffer at the region's end is not in the region`() throws {
    let reserved = fixture.buffer(8 * Kernel.pageSize)
    let region = try fixture.map(4 * Kernel.pageSize, .readWrite, [.shared, .fixed], at: reserved.base)
    region.fill(.pattern(seed: 5))
    let count = 2 * fixture.maxPacket
    let urb = URB(
      .bulk, endpoint: fixture.source, buffer: region.base + region.count, length: Int32(count), owner: region
    )
    try expectCopied(urb, count)
    expect(region, holds: .pattern(seed: 5), "the region changed")
  }

  @Test func `BND-6: data lands exactly where the buffer is`() throws {
    let region = try fixture.map(pages: 3)
    let page = Kernel.pageSize
    // A transfer that ends on a whole packet but not on a whole request of the loopback would not be looped.
    let lengths = [
      1, 7, 63, fixture.maxPacket - 1, fixture.maxPacket + 1, 1000, fixture.loopRequest - 1,
      fixture.loopRequest,
    ]
    let shadow = fixture.buffer(region.count)
    var seed: UInt64 = 100
    for length in lengths {
      for offset in Array(0...7) + [page - 1, page - 3, 2 * page - length / 2 - 1, region.count - length] {
        seed += 1
        // IN: the bytes land here, and nowhere else.
        region.fill(.byte(0x5a))
        shadow.fill(.byte(0x5a))
        shadow[at: offset, count: length].fill(.pattern(seed: seed))
        try fixture.sendToLoopback(length, seed: seed)
        try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, at: offset, count: length))
        expect(region, holds: .bytes(of: shadow), "IN of \(length) at \(offset)")

        // OUT: these bytes leave, and no others.
        seed += 1
        region[at: offset, count: length].fill(.pattern(seed: seed))
        try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, at: offset, count: length))
        let back = fixture.buffer(length)
        let urb = try fixture.submitAndReap(fixture.urb(fixture.loopIn, back, count: length))
        expectDone(urb, length)
        expect(back, holds: .pattern(seed: seed), "OUT of \(length) at \(offset)")
      }
    }
  }

  @Test func `BND-7: a buffer across two adjacent regions is EINVAL`() throws {
    let half = 4 * Kernel.pageSize
    let reserved = fixture.buffer(2 * half)
    let low = try fixture.map(half, .readWrite, [.shared, .fixed], at: reserved.base)
    let high = try fixture.map(half, .readWrite, [.shared, .fixed], at: reserved.base + half)
    for endpoint in [fixture.source, fixture.sink] {
      expectRefused(
        fixture.urb(endpoint, low, at: half - fixture.maxPacket, count: 2 * fixture.maxPacket),
        .invalidArgument,
        by: fixture.device, "across both")
      expectRefused(
        fixture.urb(endpoint, low, count: 2 * half), .invalidArgument, by: fixture.device, "all of both")
    }
    // The control: up to the edge from either side is fine.
    for region in [low, high] {
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.source, region, count: half)), half)
    }
  }

  @Test func `BND-8: absurd lengths are EINVAL`() throws {
    let region = try fixture.map(pages: 1)
    // devio.c's USBFS_XFER_MAX is UINT_MAX / 2 - 1000000.
    let most = Int32(UInt32.max / 2 - 1_000_000)
    for length in [Int32.max, -1, .min, most, most - 1, 1 << 30] {
      for endpoint in [fixture.source, fixture.sink] {
        for offset in [0, 1, region.count - 1] {
          let urb = URB(
            .bulk, endpoint: endpoint, buffer: region.base + offset, length: length, owner: region)
          expectRefused(urb, .invalidArgument, by: fixture.device, "\(length) at \(offset)")
        }
      }
      if length < 8 || length >= most {
        let urb = URB(.control, endpoint: 0, buffer: region.base, length: length, owner: region)
        expectRefused(urb, .invalidArgument, by: fixture.device, "control, \(length)")
      }
    }
  }

  @Test func `BND-9: the data stage of a control transfer is what is contained`() throws {
    let reserved = fixture.buffer(3 * Kernel.pageSize)
    let region = try fixture.map(
      Kernel.pageSize, .readWrite, [.shared, .fixed], at: reserved.base + Kernel.pageSize)
    let expected = Array(try fixture.device.descriptors()[..<18])
    func data(_ address: UnsafeMutableRawPointer) -> [UInt8] {
      Array(UnsafeRawBufferPointer(start: address, count: 18))
    }
    func urb(_ address: UnsafeMutableRawPointer) -> URB {
      memset(address + 8, 0xee, 18)
      address.copyMemory(from: URBCase.getDescriptor, byteCount: 8)
      return URB(.control, endpoint: 0, buffer: address, length: 26, owner: region)
    }
    /// Submits, and says whether the data was there before the reap.
    func isZeroCopy(_ urb: URB) throws -> Bool {
      try fixture.device.submit(urb)
      _ = try fixture.device.poll(milliseconds: Fixture.timeout)
      let early = data(urb.buffer! + 8) == expected
      _ = try fixture.reap()
      expectDone(urb, 18)
      #expect(data(urb.buffer! + 8) == expected)
      return early
    }
    #expect(try isZeroCopy(urb(region.base + 100)), "setup and data in the region")
    #expect(try isZeroCopy(urb(region.base + region.count - 26)), "data ends with the region")
    #expect(try isZeroCopy(urb(region.base - 8)), "setup before the region, data in it")
    #expect(try !isZeroCopy(urb(region.base + region.count - 8)), "setup in the region, data behind it")
    for offset in [1, 17] {
      expectRefused(
        urb(region.base + region.count - 26 + offset), .invalidArgument, by: fixture.device,
        "data stage \(offset) past the end")
    }
    let short = urb(region.base)
    (region.base + 6).storeBytes(of: 19, as: UInt8.self)
    expectRefused(
      short, .invalidArgument, by: fixture.device, "a data stage longer than what is left of the buffer")
  }

  @Test func `BND-10: zero-length transfers work wherever the pointer is`() throws {
    let reserved = fixture.buffer(3 * Kernel.pageSize)
    let region = try fixture.map(
      Kernel.pageSize, .readWrite, [.shared, .fixed], at: reserved.base + Kernel.pageSize)
    region.fill(.pattern(seed: 1))
    let places: [(String, UnsafeMutableRawPointer?)] = [
      ("inside", region.base + 5), ("on the last byte", region.base + region.count - 1),
      ("at the end", region.base + region.count), ("before", region.base - 1), ("nowhere", nil),
    ]
    for (place, pointer) in places {
      let urb = URB(.bulk, endpoint: fixture.sink, buffer: pointer, length: 0, owner: region)
      #expect(throws: Never.self, "bulk OUT, pointer \(place)") { try fixture.submitAndReap(urb) }
      expectDone(urb, 0)
    }
    expect(region, holds: .pattern(seed: 1))
    // CLEAR_FEATURE of an endpoint's halt: a control transfer without a data stage.
    let clearHalt: [UInt8] = [0x02, 1, 0, 0, fixture.source, 0, 0, 0]
    for address in [region.base, region.base + region.count - 8] {
      address.copyMemory(from: clearHalt, byteCount: 8)
      let urb = URB(.control, endpoint: 0, buffer: address, length: 8, owner: region)
      #expect(throws: Never.self) { try fixture.submitAndReap(urb) }
      expectDone(urb, 0)
    }
  }

  @Test func `BND-11: an unaligned buffer gets its own data or is refused`() throws {
    let region = try fixture.map(pages: 2)
    let shadow = fixture.buffer(region.count)
    let descriptor = try fixture.device.descriptors()
    var refused: [String] = []
    /// Submits an URB in the region; false if it is refused, which may change nothing.
    func move(_ kind: String, _ shift: Int, _ urb: URB, _ count: Int) throws -> Bool {
      let what = "\(kind) of \(count) at \(shift)"
      func refuse(_ error: Errno) {
        let seen = "\(kind) at \(shift): \(error)"
        if !refused.contains(seen) { refused.append(seen) }
        expect(region, holds: .bytes(of: shadow), "\(what), refused: \(error)")
      }
      shadow.base.copyMemory(from: region.base, byteCount: region.count)
      do throws(Errno) { try fixture.device.submit(urb) } catch {
        refuse(error)
        return false
      }
      #expect(try fixture.reap() === urb)
      if let error = urb.error {
        refuse(error)
        return false
      }
      #expect(urb.actualLength == count, "\(what): actual_length")
      return true
    }
    var seed: UInt64 = 500
    for shift in 0...8 {
      // None of whole packets, which would not be looped.
      for length in [1, 2, 5, 63, 1000] {
        let data = region[at: 64 + shift, count: length]
        seed += 2
        region.fill(.byte(0x5a))
        try fixture.sendToLoopback(length, seed: seed)
        let urb = fixture.urb(fixture.loopIn, region, at: 64 + shift, count: length)
        if try move("IN", shift, urb, length) {
          shadow[at: 64 + shift, count: length].fill(.pattern(seed: seed))
          expect(region, holds: .bytes(of: shadow), "IN of \(length) at \(shift)")
        } else {
          // What the refused one did not take.
          let rest = fixture.buffer(length)
          expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopIn, rest, count: length)), length)
        }
        data.fill(.pattern(seed: seed + 1))
        let out = fixture.urb(fixture.loopOut, region, at: 64 + shift, count: length)
        guard try move("OUT", shift, out, length) else { continue }
        let back = fixture.buffer(length)
        expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopIn, back, count: length)), length)
        expect(back, holds: .pattern(seed: seed + 1), "OUT of \(length) at \(shift)")
      }
      region.fill(.byte(0x5a))
      (region.base + 64 + shift).copyMemory(from: URBCase.getDescriptor, byteCount: 8)
      let urb = fixture.urb(0, region, at: 64 + shift, count: 26, type: .control)
      if try move("control IN", shift, urb, 18) {
        (shadow.base + 72 + shift).copyMemory(from: descriptor, byteCount: 18)
        expect(region, holds: .bytes(of: shadow), "control IN at \(shift)")
      }
    }
    if !refused.isEmpty { measured("refused: \(refused.joined(separator: ", "))") }
  }
}
