import CUSBFS
import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.ZCP {
  /// Whether all of an IN's data is there, and whether any is, once it completed and before it is reaped. Data of whole
  /// requests of the loopback tells its place; what the source gives is alike in each packet.
  private func beforeReap(_ memory: any Memory, _ count: Int) throws -> (all: Bool, none: Bool) {
    let isLooped = count >= fixture.loopRequest
    let contents = isLooped ? Contents.pattern(seed: UInt64(count)) : .source
    let urb = fixture.urb(isLooped ? fixture.loopIn : fixture.source, memory, count: count)
    let memory = memory[..<count]
    memory.fill(.byte(0xee))
    try fixture.device.submit(urb)
    if isLooped { try fixture.sendToLoopback(count, seed: UInt64(count)) }
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    let all = memory.holds(contents)
    let none = memory.holds(.byte(0xee))
    let reaped = try fixture.reap()
    #expect(reaped === urb)
    expectDone(urb, count)
    expect(memory, holds: contents, "the data after the reap")
    return (all, none)
  }

  @Test func `ZCP-1: IN data is in the region before it is reaped`() throws {
    let region = try fixture.map(64 << 10)
    let buffer = fixture.buffer(64 << 10)
    for count in [fixture.maxPacket, 4096, 64 << 10] {
      let fromRegion = try beforeReap(region, count)
      #expect(fromRegion.all, "\(count) bytes in the region before the reap")
      let ordinary = try beforeReap(buffer, count)
      #expect(ordinary.none, "nothing of \(count) bytes in ordinary memory before the reap")
    }
    try LibUSB.use(fixture) { libusb in
      let count = 4096
      let memory = try #require(libusb.allocate(count))
      memory.fill(.byte(0xee))
      let transfer = try libusb.submit(fixture.source, memory)
      // libusb reaps only when it handles events; until then the kernel has the transfer.
      let arrived = becomesTrue { memory.holds(.source) }
      #expect(arrived, "libusb: the data before any event was handled")
      #expect(try transfer.finish() == count)
      libusb.free(memory)
    }
  }

  @Test(.requires(.deferredOUTRead, .concurrentTransfers))
  func `ZCP-2: OUT data is read when the device takes it`() throws {
    // More than the loopback takes while nobody reads, unless the device can be told to take nothing. An xHC may have 8
    // bytes in the request itself, and then they are as old as that.
    for size in fixture.rig.isEmulated ? [8, 64 << 10] : [1 << 20] { try overwriteWhileHeld(size) }
  }

  private func overwriteWhileHeld(_ size: Int) throws {
    let half = size / 2
    /// Sends it with nobody reading, overwrites its second half, and gives what came back. A device that can
    /// be told to takes nothing until then: QEMU reads a transfer's memory as soon as the device takes its beginning.
    func sendAndOverwrite(_ memory: UnsafeMutableRawBufferPointer, _ urb: URB) throws -> Buffer {
      let back = fixture.buffer(size)
      let read = fixture.urb(fixture.loopIn, back, count: size)
      memory.fill(.pattern(seed: 1))
      try fixture.startNAK(fixture.loopOut)
      try fixture.device.submit(urb)
      UnsafeMutableRawBufferPointer(rebasing: memory[half...]).fill(.pattern(seed: 2))
      let nudge = try fixture.stopNAK(fixture.loopOut)
      try fixture.device.submit(read)
      for _ in 0..<(nudge == nil ? 2 : 3) { _ = try fixture.reap() }
      expectDone(urb, size)
      expectDone(read, size)
      try fixture.claim()
      return back
    }
    func halves(_ buffer: Buffer, first: UInt64, second: UInt64) -> Bool {
      let reference = fixture.buffer(size)
      reference.fill(.pattern(seed: first))
      if first != second { reference[half...].fill(.pattern(seed: second)) }
      return buffer.holds(.bytes(of: reference))
    }
    let region = try fixture.map(size)
    let fromRegion = try sendAndOverwrite(region.bytes, fixture.urb(fixture.loopOut, region, count: size))
    #expect(
      halves(fromRegion, first: 1, second: 2),
      "from a region of \(size) bytes the device sees what was written meanwhile")
    let buffer = fixture.buffer(size)
    let ordinary = try sendAndOverwrite(buffer.bytes, fixture.urb(fixture.loopOut, buffer, count: size))
    #expect(halves(ordinary, first: 1, second: 1), "from ordinary memory the device sees what was submitted")
  }

  @Test func `ZCP-3: a short IN leaves the rest untouched`() throws {
    let region = try fixture.map(pages: 4)
    let asked = fixture.rig.quirks.contains(.forgetsShortLengths) ? fixture.loopRequest : 2 * Kernel.pageSize
    for sent in [1, 100, fixture.maxPacket - 1, fixture.maxPacket + 1, 3000] {
      region.fill(.byte(0xee))
      try fixture.sendToLoopback(sent, seed: UInt64(sent))
      let urb = try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, at: 8, count: asked))
      expectDone(urb, sent)
      expect(region[8..<8 + sent], holds: .pattern(seed: UInt64(sent)), "\(sent) bytes")
      expect(region[(8 + sent)...], holds: .byte(0xee), "behind \(sent) bytes")
      expect(region[..<8], holds: .byte(0xee), "before \(sent) bytes")
    }
  }

  @Test func `ZCP-4: no transfer changes a byte outside what it moved`() throws {
    let region = try fixture.map(pages: 6)
    let page = Kernel.pageSize
    func expectUntouched(_ ranges: Range<Int>..., after what: String) {
      for range in ranges {
        expect(region[range], holds: .byte(0xee), "\(range) after \(what)")
      }
    }
    if !fixture.rig.quirks.contains(.deliversOnlyWholeTransfers) {
      // Discarded half-way: one request of the loopback arrived, two were asked for.
      region.fill(.byte(0xee))
      let half = fixture.urb(fixture.loopIn, region, at: page, count: 2 * fixture.loopRequest)
      try fixture.device.submit(half)
      try fixture.sendToLoopback(fixture.loopRequest, seed: 4)
      if !becomesTrue({ region[at: page, count: fixture.loopRequest].holds(.pattern(seed: 4)) }) {
        try inconclusive("the first half never arrived")
      }
      try fixture.device.discard(half)
      _ = try fixture.reap()
      #expect(half.error == .noSuchFileOrDirectory, "status of a discarded URB")
      let moved = half.actualLength
      #expect(moved == fixture.loopRequest, "actual_length of a discarded URB that got half its data")
      expect(region[page..<page + moved], holds: .pattern(seed: 4))
      expectUntouched(0..<page, page + moved..<region.count, after: "a discarded IN that moved \(moved)")
    } else {
      unreached("discarded half-way")
    }

    // Discarded before anything came; what comes then goes to the next URB and not here.
    try fixture.claim()
    region.fill(.byte(0xee))
    let empty = fixture.urb(fixture.loopIn, region, at: page, count: page)
    try fixture.device.submit(empty)
    try fixture.device.discard(empty)
    _ = try fixture.reap()
    #expect(empty.actualLength == 0)
    try fixture.sendToLoopback(100, seed: 5)
    let buffer = fixture.buffer(page)
    expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopIn, buffer, count: page)), 100)
    expectUntouched(0..<region.count, after: "an IN discarded before data came")

    // Overrun: the device has more than the buffer takes.
    let small = fixture.urb(fixture.source, region, at: page, count: 100)
    try fixture.submitAndReap(small)
    #expect(small.error != nil, "an IN smaller than the device's packet")
    expectUntouched(
      0..<page, page + small.movedAtMost(on: fixture.rig)..<region.count,
      after: "an overrun of 100 bytes that moved \(small.actualLength)")

    // OUT never writes.
    region.fill(.pattern(seed: 6))
    expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, at: page, count: page)), page)
    expect(region, holds: .pattern(seed: 6), "the region after an OUT")
  }

  @Test func `ZCP-5: every kind of transfer works, both directions`() throws {
    let region = try fixture.map(pages: 2)
    // Bulk.
    region.fill(.source)
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: region.count)), region.count)
    region.fill(.byte(0))
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.source, region, count: region.count)), region.count)
    expect(region, holds: .source)
    // The sink stalls at a wrong byte: that it did not is the device's word for the OUT.
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: fixture.maxPacket)),
      fixture.maxPacket)

    // What comes back from the loopback tells the place of each packet, too.
    region.fill(.pattern(seed: 6))
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, count: region.count)), region.count)
    region.fill(.byte(0))
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, count: region.count)), region.count)
    expect(region, holds: .pattern(seed: 6), "bulk OUT and IN")

    // Control.
    region.base.copyMemory(from: URBCase.getDescriptor, byteCount: 8)
    expectDone(try fixture.submitAndReap(fixture.urb(0, region, count: 26, type: .control)), 18)
    #expect(Array(region.bytes[8..<26]) == Array(try fixture.device.descriptors()[..<18]))

    var missed: [String] = []
    if fixture.rig.isEmulated {
      let count = 1000
      let setup: [UInt8] = [
        0x40, DeviceRequest.write.rawValue, 0, 0, 0, 0, UInt8(count & 0xff), UInt8(count >> 8),
      ]
      region.base.copyMemory(from: setup, byteCount: 8)
      region[8..<8 + count].fill(.pattern(seed: 3))
      expectDone(try fixture.submitAndReap(fixture.urb(0, region, count: 8 + count, type: .control)), count)
      let kept = fixture.buffer(count)
      #expect(try fixture.ask(.readBack, into: kept.bytes) == count)
      expect(kept, holds: .pattern(seed: 3), "control OUT")
    } else {
      // The gadget takes no data on its control endpoint.
      missed.append("control OUT with data")
    }

    if let peer = InterruptPeer(fixture), let input = fixture.interruptIn, let output = fixture.interruptOut {
      defer { peer.close() }
      // usbfs takes a bulk URB for what it must mean here. f_hid ends a report of whole packets with an empty one.
      let called = fixture.urb(input, region, at: 3, count: 63)
      expectDone(try peer.give(Pattern.bytes(63, seed: 5), to: called), 63)
      expect(region[3..<66], holds: .pattern(seed: 5), "interrupt IN called bulk")
      let received = fixture.urb(input, region, at: 3, count: 64, type: .interrupt)
      let place = region[3..<67]
      try peer.give(
        Pattern.bytes(64, seed: 1), to: received,
        before: {
          #expect(becomesTrue { place.holds(.pattern(seed: 1)) }, "interrupt IN before it is reaped")
        })
      expectDone(received, 64)
      expect(place, holds: .pattern(seed: 1), "interrupt IN")
      region[5..<69].fill(.pattern(seed: 2))
      let sent = fixture.urb(output, region, at: 5, count: 64, type: .interrupt)
      let report = fixture.buffer(64)
      #expect(try peer.take(sent, into: report) == 64)
      expectDone(sent, 64)
      expect(report, holds: .pattern(seed: 2), "interrupt OUT")
    } else {
      missed.append("interrupt")
    }

    if fixture.rig.has(.isochronous), fixture.rig.isEmulated {
      try isochronousBothWays(region)
    } else {
      missed.append("isochronous")
    }
    unreached(missed)
  }

  private func isochronousBothWays(_ region: Region) throws {
    let lengths = Array(repeating: fixture.isochronousPacket, count: 3)
    let size = lengths.reduce(0, +)
    var checker = try IsochronousChecker(fixture) { [100, 200, 56][$0 % 3] }
    let urbs = (0..<2).map {
      fixture.isochronous(fixture.isochronousIn, region, at: $0 * size, lengths: lengths)
    }
    try fixture.stream(urbs) { urb in
      try checker.check(urb)
      return checker.isBroken || checker.count >= 3
    }

    // A packet that was too late for its frame was not sent.
    region.fill(.pattern(seed: 4))
    let out = fixture.isochronous(fixture.isochronousOut, region, at: 7, lengths: [100, 200, 56])
    var runs = 0
    repeat {
      try fixture.submitAndReap(out)
      runs += 1
      #expect(out.packets.allSatisfy { $0.isDoneOrLate }, "isochronous OUT")
    } while !out.packets.contains { $0.status == 0 } && runs < 1000
    let taken = fixture.buffer(2 + fixture.isochronousPacket)
    var place = 7
    for packet in out.packets {
      let count = Int(packet.length)
      if packet.status == 0 {
        #expect(try fixture.ask(.takeOut, into: taken.bytes) == 2 + count)
        let sent = UnsafeRawBufferPointer(region[at: place, count: count])
        expect(taken[at: 2, count: count], holds: .bytes(sent), "isochronous OUT")
      }
      place += count
    }
  }

  @Test func `ZCP-6: URBs in flight on parts of one region do not disturb each other`() throws {
    let part = fixture.loopRequest
    // QEMU's UHCI drops a queue that it did not come to for 32 frames, and long ones keep it from the others.
    let count = fixture.rig.largestTransfer < 1 << 20 ? 4 : 16
    let region = try fixture.map(3 * count * part)
    for round in 0..<20 {
      region.fill(.byte(0xee))
      let seed = UInt64(round)
      // Every third part: one waits for the loop, one reads the source, one writes to the sink.
      var urbs: [URB] = []
      for index in 0..<count {
        let offset = 3 * index * part
        region[at: offset + 2 * part, count: part].fill(.source)
        urbs.append(fixture.urb(fixture.loopIn, region, at: offset, count: part))
        urbs.append(fixture.urb(fixture.source, region, at: offset + part, count: part))
        urbs.append(fixture.urb(fixture.sink, region, at: offset + 2 * part, count: part))
      }
      for urb in urbs { try fixture.device.submit(urb) }
      try fixture.sendToLoopback(count * part, seed: seed)
      for _ in urbs { expectDone(try fixture.reap(), part) }
      let sent = Pattern.bytes(count * part, seed: seed)
      for index in 0..<count {
        let offset = 3 * index * part
        let piece = { (at: Int) in region[at: offset + at, count: part] }
        let looped = UnsafeRawBufferPointer(rebasing: sent[index * part..<(index + 1) * part])
        expect(piece(0), holds: .bytes(looped), "looped part \(index)")
        expect(piece(part), holds: .source, "read part \(index)")
        expect(piece(2 * part), holds: .source, "written part \(index)")
      }
    }
  }

  @Test func `ZCP-7: region and ordinary URBs may be mixed`() throws {
    let part = fixture.loopRequest
    let count = 16
    let region = try fixture.map(count * part)
    let buffer = fixture.buffer(count * part)
    let urbs = (0..<count).map {
      $0 % 2 == 0
        ? fixture.urb(fixture.loopIn, region, at: $0 * part, count: part)
        : fixture.urb(fixture.loopIn, buffer, at: $0 * part, count: part)
    }
    for urb in urbs { try fixture.device.submit(urb) }
    try fixture.sendToLoopback(count * part, seed: 7)
    for index in 0..<count {
      #expect(try fixture.reap() === urbs[index], "URB \(index) is reaped in its turn")
    }
    let sent = Pattern.bytes(count * part, seed: 7)
    for (index, urb) in urbs.enumerated() {
      expectDone(urb, part)
      let expected = UnsafeRawBufferPointer(rebasing: sent[index * part..<(index + 1) * part])
      expect(UnsafeRawBufferPointer(start: urb.buffer, count: part), holds: .bytes(expected), "URB \(index)")
    }
  }

  @Test func `ZCP-8: large transfers work as one piece`() throws {
    for size in [32 << 10, 100 << 10, 256 << 10, 1 << 20, 4 << 20] where size <= fixture.rig.largestTransfer {
      if size > Self.mostLooped, !fixture.rig.has(.concurrentTransfers) {
        unreached("more than \(Self.mostLooped) bytes")
        break
      }
      let region = try fixture.map(size)
      try expectWhole(region, "a region's")
      try region.unmap()
      // The control: usbfs copies these, in pieces of 16 KiB where the controller takes lists.
      if size <= Self.mostLooped { try expectWhole(fixture.buffer(size), "an ordinary") }
    }
    if fixture.rig.has(.root) { try expectOnePiece() } else { unreached("that there are no pieces") }
  }

  /// Bytes that the loopback surely holds while nobody reads: f_loopback has 32 requests of 4 KiB.
  private static let mostLooped = 100 << 10

  /// Sends all of some memory through the loopback and back, in slices of other memory: each packet tells its place.
  private func expectWhole(_ memory: any Memory, _ whose: String) throws {
    let size = memory.count
    // Beside the transfer if the loopback has no room for all of it.
    let isAtOnce = size > Self.mostLooped
    let slices = stride(from: 0, to: size, by: 32 << 10).map { $0..<min(size, $0 + 32 << 10) }
    let read = fixture.urb(fixture.loopIn, memory, count: size)
    if isAtOnce { try fixture.device.submit(read) }
    for slice in slices {
      try fixture.sendToLoopback(.init(rebasing: Pattern.bytes(size, seed: 1)[slice]))
    }
    if !isAtOnce { try fixture.device.submit(read) }
    #expect(try fixture.reap() === read)
    expectDone(read, size)
    expect(memory[..<size], holds: .pattern(seed: 1), "\(whose) IN of \(size)")

    memory[..<size].fill(.pattern(seed: 2))
    let write = fixture.urb(fixture.loopOut, memory, count: size)
    try fixture.device.submit(write)
    if !isAtOnce { #expect(try fixture.reap() === write) }
    let back = fixture.buffer(size)
    for slice in slices {
      let count = try fixture.device.bulk(
        endpoint: fixture.loopIn, back[slice], milliseconds: UInt32(Fixture.timeout))
      #expect(count == slice.count, "bytes of \(whose) OUT of \(size) that came back at \(slice.lowerBound)")
    }
    if isAtOnce { #expect(try fixture.reap() === write) }
    expectDone(write, size)
    expect(back, holds: .pattern(seed: 2), "\(whose) OUT of \(size)")
  }

  /// What usbfs counts for an URB in flight holds a record for each piece of its buffer: for a region's there must be as
  /// many of a large URB as of a small one.
  private func expectOnePiece() throws {
    let quota = try Quota(fixture.location.node)
    let (small, large) = (4 << 10, min(1 << 20, fixture.rig.largestTransfer))
    let region = try fixture.map(large)
    func counted(_ count: Int) throws -> Int {
      let urb = fixture.urb(fixture.loopIn, region, count: count)
      try fixture.device.submit(urb)
      let usage = try quota.measure().usage
      try fixture.device.discard(urb)
      _ = try fixture.reap()
      return usage
    }
    #expect(
      try counted(large) - counted(small) == 0, "bytes counted for pieces of a region's URB of \(large)")
  }

  @Test func `ZCP-9: what the synchronous ioctls do with region pointers`() throws {
    let region = try fixture.map(pages: 2)
    region.fill(.byte(0xee))
    do {
      let count = try fixture.device.bulk(endpoint: fixture.source, region[..<4096])
      let arrived = region[..<4096].holds(.source)
      measured("BULK: \(count) bytes, \(arrived ? "all there" : "not there")")
    } catch { measured("BULK: \(error)") }
    do {
      let count = try fixture.device.control(
        requestType: 0x80, request: 6, value: 0x100, data: .init(rebasing: region.bytes[..<18]))
      let arrived = Array(region.bytes[..<18]) == Array(try fixture.device.descriptors()[..<18])
      measured("CONTROL: \(count) bytes, \(arrived ? "all there" : "not there")")
    } catch { measured("CONTROL: \(error)") }
  }

  @Test func `ZCP-10: URB flags keep their meaning`() throws {
    let region = try fixture.map(pages: 4)
    let page = Kernel.pageSize

    // SHORT_NOT_OK makes a short IN an error; without it there is none.
    for (flags, error): (URBFlags, Errno?) in [([], nil), (.shortNotOK, .remoteIO)] {
      try fixture.sendToLoopback(100, seed: 1)
      let urb = try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, count: page, flags: flags))
      #expect(urb.error == error, "SHORT_NOT_OK")
      if error == nil || !fixture.rig.quirks.contains(.forgetsShortLengths) {
        #expect(urb.actualLength == 100)
      }
      try fixture.claim()
      // Control and interrupt alike.
      (region.base + 8).copyMemory(from: [0x80, 6, 0, 1, 0, 0, 64, 0] as [UInt8], byteCount: 8)
      let control = try fixture.submitAndReap(
        fixture.urb(0, region, at: 8, count: 72, flags: flags, type: .control))
      #expect(control.error == error, "SHORT_NOT_OK, control")
      if let peer = InterruptPeer(fixture), let input = fixture.interruptIn {
        defer { peer.close() }
        let interrupt = fixture.urb(input, region, count: 64, flags: flags, type: .interrupt)
        try peer.give(Pattern.bytes(63, seed: 1), to: interrupt)
        #expect(interrupt.error == error, "SHORT_NOT_OK, interrupt")
      } else if flags.isEmpty {
        unreached("SHORT_NOT_OK of interrupt URBs")
      }
    }

    // ZERO_PACKET ends an OUT of whole packets, which the loopback then gives back alone; without it the loopback
    // waits for more.
    // As much as the loopback takes for one request.
    for packets in [1, 2, (fixture.loopRequest - 100) / fixture.maxPacket] {
      let whole = packets * fixture.maxPacket
      for (flags, count): (URBFlags, Int) in [([], whole + 100), (.zeroPacket, whole)] {
        try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, count: whole, flags: flags))
        try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, count: 100))
        let urb = try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, at: page, count: page))
        #expect(urb.actualLength == count, "ZERO_PACKET, OUT of \(packets) packets")
        try fixture.claim()
      }
    }

    if try fixture.device.capabilities().contains(.bulkContinuation) {
      try expectContinuationTies(region)
    } else {
      unreached("BULK_CONTINUATION, which the kernel does not offer here")
    }

    // NO_INTERRUPT may delay nothing for ever: an URB without it pushes those with it out.
    let quiet = fixture.urb(fixture.source, region, count: page, flags: .noInterrupt)
    let loud = fixture.urb(fixture.source, region, at: page, count: page)
    try fixture.device.submit(quiet)
    try fixture.device.submit(loud)
    for urb in [quiet, loud] { #expect(try fixture.reap() === urb, "NO_INTERRUPT") }
  }

  /// BULK_CONTINUATION ties URBs to the one before: when that ends short, they are cancelled, and others are not.
  private func expectContinuationTies(_ region: Region) throws {
    let page = Kernel.pageSize
    func expectNothingReapable(_ what: String) {
      #expect(throws: Errno.resourceTemporarilyUnavailable, "\(what) stays in flight") {
        try fixture.device.reapNow()
      }
    }
    func discard(_ urbs: [URB], _ what: String) throws {
      for urb in urbs { try? fixture.device.discard(urb) }
      for urb in urbs { #expect(try fixture.reap() === urb, "\(what)") }
    }
    let first = fixture.urb(fixture.loopIn, region, count: page, flags: .shortNotOK)
    let second = fixture.urb(
      fixture.loopIn, region, at: page, count: page, flags: [.shortNotOK, .bulkContinuation])
    // The next transfer is queued behind them, and its own continuation.
    let next = fixture.urb(fixture.loopIn, region, at: 2 * page, count: page, flags: .shortNotOK)
    let nextContinued = fixture.urb(
      fixture.loopIn, region, at: 3 * page, count: page, flags: [.shortNotOK, .bulkContinuation])
    for urb in [first, second, next, nextContinued] { try fixture.device.submit(urb) }
    try fixture.sendToLoopback(100, seed: 2)
    for urb in [first, second] { #expect(try fixture.reap() === urb, "BULK_CONTINUATION") }
    #expect(first.error == .remoteIO, "the short one")
    #expect(second.error == .connectionReset, "its continuation")
    expectNothingReapable("the next transfer")
    try discard([next, nextContinued], "the next transfer")
    // A discard is no failure.
    for urb in [first, second] { try fixture.device.submit(urb) }
    try fixture.device.discard(first)
    #expect(try fixture.reap() === first, "the one that was discarded")
    expectNothingReapable("the continuation of one that was discarded")
    try discard([second], "the continuation of one that was discarded")
    try fixture.claim()

    // What fails on one endpoint is nothing to others: an IN that waits, and the OUT of the same number.
    let waiting = fixture.urb(
      fixture.loopIn, region, count: page, flags: [.shortNotOK, .bulkContinuation])
    try fixture.device.submit(waiting)
    let babbling = fixture.urb(fixture.source, region, at: page, count: 100)
    try fixture.submitAndReap(babbling)
    #expect(babbling.error != nil, "an IN smaller than the device's packet")
    expectNothingReapable("a continuation on another endpoint")
    let more = fixture.urb(
      fixture.source, region, at: page, count: page, flags: [.shortNotOK, .bulkContinuation])
    #expect(throws: Errno.remoteIO, "a continuation on the endpoint that failed") {
      try fixture.device.submit(more)
    }
    let out = fixture.urb(
      fixture.sink, region, at: 2 * page, count: fixture.maxPacket, flags: .bulkContinuation)
    region[(2 * page)...].fill(.source)
    expectDone(try fixture.submitAndReap(out), fixture.maxPacket)
    try discard([waiting], "a continuation on another endpoint")
    try fixture.claim()
  }

  @Test(.requires(.int80)) func `ZCP-11: the 32-bit entry treats regions the same`() throws {
    let region = try fixture.map(Kernel.pageSize, .readWrite, [.shared, .belowFourGiB])
    let page = Page32(fixture)
    #expect(try isZeroCopy(region.bytes, page), "in the region before the reap")
    #expect(try !isZeroCopy(page.ordinary, page), "in ordinary memory only after the reap")
    let past = UnsafeMutableRawBufferPointer(start: region.base + 1, count: region.count)
    #expect(throws: Errno.invalidArgument, "one byte past the end") {
      try page.urb(.bulk, fixture.source, past).submit()
    }
    let gone = fixture.buffer(Kernel.pageSize, flags: MapFlags.ordinaryBelowFourGiB)
    let unanswered = page.urb(.bulk, fixture.source, gone.bytes)
    try unanswered.submit()
    mprotect(gone.base, Kernel.pageSize, PROT_NONE)
    #expect(throws: Errno.badAddress, "memory that is gone when it is reaped") {
      try unanswered.isReaped(into: page.slot)
    }
    let discarded = page.urb(.bulk, fixture.loopIn, page.ordinary)
    try discarded.submit()
    try discarded.discard()
    #expect(try discarded.isReaped(into: page.slot))
    #expect(discarded.raw.pointee.status == -ENOENT, "discarded")
    if fixture.rig.has(.isochronous) { try expectIsochronousOut(region, page) }
    try expectAllOf32BitPrograms()
  }

  /// A page below 4 GiB: an URB, a slot for its address, and ordinary memory.
  struct Page32 {
    let memory: Buffer
    let device: Device
    var slot: UnsafeMutablePointer<UInt32> {
      (memory.base + 1024).bindMemory(to: UInt32.self, capacity: 1)
    }
    var ordinary: UnsafeMutableRawBufferPointer { memory[2048..<3072] }

    init(_ fixture: Fixture) {
      memory = fixture.buffer(Kernel.pageSize, flags: MapFlags.ordinaryBelowFourGiB)
      device = fixture.device
    }

    /// The page's URB, made anew.
    func urb(
      _ type: TransferType, _ endpoint: UInt8, _ buffer: UnsafeMutableRawBufferPointer, lengths: [Int] = []
    ) -> URB32 {
      URB32(type, endpoint: endpoint, buffer, lengths: lengths, on: device, at: memory.base)
    }
  }

  /// Whether the data of an IN through the 32-bit entry is there before the reap.
  private func isZeroCopy(_ buffer: UnsafeMutableRawBufferPointer, _ page: Page32) throws -> Bool {
    buffer.fill(.byte(0xee))
    let urb = page.urb(.bulk, fixture.source, buffer)
    let refused = refusal { () throws(Errno) in try urb.submit() }
    try #require(refused == nil, "a submission through the 32-bit entry")
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    let early = buffer.holds(.source)
    #expect(try urb.isReaped(into: page.slot))
    #expect(urb.raw.pointee.status == 0)
    #expect(Int(urb.raw.pointee.actual_length) == buffer.count)
    expect(buffer, holds: .source)
    return early
  }

  /// Expects a reap through the 32-bit entry to write all fields of an isochronous OUT: every field of the URB and of
  /// its packets.
  private func expectIsochronousOut(_ region: Region, _ page: Page32) throws {
    try fixture.selectIsochronous()
    let lengths = [100, 200, 56]
    let urb = page.urb(.isochronous, fixture.isochronousOut, region[at: 7, count: 0], lengths: lengths)
    // Values that no reap would leave.
    urb.raw.pointee.status = 1
    urb.raw.pointee.error_count = -1
    for index in lengths.indices {
      urb.packets[index].actual_length = 7777
      urb.packets[index].status = 7777
    }
    try urb.submit()
    #expect(try urb.isReaped(into: page.slot))
    #expect(urb.raw.pointee.status == 0, "isochronous OUT")
    #expect(urb.raw.pointee.error_count >= 0, "error_count of isochronous OUT")
    for (index, length) in lengths.enumerated() {
      #expect(urb.packets[index].actual_length <= length, "packet \(index) of isochronous OUT")
      #expect(urb.packets[index].status != 7777, "status of packet \(index) of isochronous OUT")
    }
  }

  @Test func `ZCP-12: how fast regions and ordinary memory are`() throws {
    let size = 64 << 10
    let depth = 4
    let region = try fixture.map(depth * size)
    let buffer = fixture.buffer(depth * size)
    let fromRegion = (0..<depth).map { fixture.urb(fixture.source, region, at: $0 * size, count: size) }
    let ordinary = (0..<depth).map { fixture.urb(fixture.source, buffer, at: $0 * size, count: size) }
    /// Seconds that so many transfers take.
    func time(_ urbs: [URB], _ count: Int) throws -> Double {
      let clock = ContinuousClock()
      let start = clock.now
      for urb in urbs { try fixture.device.submit(urb) }
      for _ in 0..<(count - depth) { try fixture.device.submit(try fixture.reap()) }
      for _ in urbs { expectDone(try fixture.reap(), size) }
      let elapsed = (clock.now - start).components
      return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    }
    // In turn, so that whatever else this machine does meets both.
    var seconds = (region: 0.0, ordinary: 0.0)
    let rounds = 8
    let count = 16
    for _ in 0..<rounds {
      seconds.region += try time(fromRegion, count)
      seconds.ordinary += try time(ordinary, count)
    }
    let mebibytes = Double(rounds * count * size) / 1_048_576
    func tenths(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
    measured(
      "region \(tenths(mebibytes / seconds.region)) MiB/s, ordinary \(tenths(mebibytes / seconds.ordinary)) MiB/s, "
        + "ratio \((seconds.ordinary / seconds.region * 100).rounded() / 100)")
  }

  @Test func `ZCP-13: an URB that makes no sense is refused alike, region or not`() throws {
    let size = 64 << 10
    let region = try fixture.map(size)
    let ordinary = fixture.buffer(size)
    for place in [Place(name: "region", memory: region), Place(name: "ordinary memory", memory: ordinary)] {
      expectNonsenseRefused(place)
      try expectFlagsOfTheOtherDirectionIgnored(place)
      try expectNothingMoved(place)
    }
    try expectForeignInterfaceRefused([
      Place(name: "region", memory: region), Place(name: "ordinary", memory: ordinary),
    ])
    let reader = try Device(fixture.location.node, .readOnly)
    expectRefused(
      fixture.urb(fixture.source, region, count: fixture.maxPacket), .notPermitted, by: reader,
      "an URB of a descriptor that was opened for reading")
    for count in [fixture.maxPacket, size] { try expectUnreachableMemoryRefused(ordinary, count) }
    let outside = UnsafeMutableRawPointer(bitPattern: UInt.max - 0xffff)
    expectRefused(
      URB(.bulk, endpoint: fixture.source, buffer: outside, length: 64), .badAddress, by: fixture.device,
      "the kernel's memory")
  }

  /// A piece of memory at whose beginning URBs have their buffers.
  private struct Place {
    let name: String
    let memory: any Memory

    func urb(
      _ type: TransferType, _ endpoint: UInt8, _ count: Int = 64, flags: URBFlags = [], setup: [UInt8] = []
    ) -> URB {
      memory.base.copyMemory(from: setup, byteCount: setup.count)
      return URB(
        type, endpoint: endpoint, buffer: memory.base, length: Int32(count), flags: flags,
        packets: type == .isochronous ? [.init(length: count)] : [], owner: memory)
    }
  }

  /// Types, flags, endpoints and interfaces that are not there.
  private func expectNonsenseRefused(_ place: Place) {
    func expect(_ error: Errno, _ what: String, _ urb: URB) {
      expectRefused(urb, error, by: fixture.device, "\(place.name): \(what)")
    }
    let unknown = place.urb(.bulk, fixture.source)
    for type: UInt8 in [4, 255] {
      unknown.type = type
      expect(.invalidArgument, "type \(type)", unknown)
    }
    expect(
      .invalidArgument, "an unknown flag",
      place.urb(.bulk, fixture.source, flags: URBFlags(rawValue: 1 << 31)))
    for type in [TransferType.control, .interrupt, .isochronous] {
      expect(.invalidArgument, "\(type) on a bulk endpoint", place.urb(type, fixture.source))
    }
    expect(
      .invalidArgument, "64 bytes at no address",
      URB(.bulk, endpoint: fixture.source, buffer: nil, length: 64))
    expect(.noSuchFileOrDirectory, "bulk on endpoint 0", place.urb(.bulk, 0))
    expect(.noSuchFileOrDirectory, "an endpoint that is not there", place.urb(.bulk, 0x8f))
    expect(
      .noSuchFileOrDirectory, "an interface that is not there",
      place.urb(.control, 0, 8, setup: [0x21, 10, 0, 0, 30, 0, 0, 0]))
  }

  /// ZERO_PACKET is for OUT and SHORT_NOT_OK for IN.
  private func expectFlagsOfTheOtherDirectionIgnored(_ place: Place) throws {
    let packet = fixture.maxPacket
    expectDone(
      try fixture.submitAndReap(place.urb(.bulk, fixture.source, packet, flags: .zeroPacket)), packet)
    UnsafeMutableRawBufferPointer(start: place.memory.base, count: packet).fill(.source)
    expectDone(try fixture.submitAndReap(place.urb(.bulk, fixture.sink, packet, flags: .shortNotOK)), packet)
  }

  /// A bulk IN and a control IN of nothing.
  private func expectNothingMoved(_ place: Place) throws {
    let nothing = place.urb(.bulk, fixture.loopIn, 0)
    try fixture.device.submit(nothing)
    try? fixture.device.discard(nothing)
    #expect(try fixture.reap() === nothing)
    #expect(nothing.actualLength == 0)
    expectDone(
      try fixture.submitAndReap(place.urb(.control, 0, 8, setup: [0x80, 6, 0, 1, 0, 0, 0, 0])), 0)
  }

  private func expectForeignInterfaceRefused(_ places: [Place]) throws {
    let other = try Device(fixture.location.node)
    for place in places {
      expectRefused(
        place.urb(.bulk, fixture.source), .resourceBusy, by: other,
        "\(place.name): an interface that another descriptor claimed")
    }
  }

  /// Ordinary memory that cannot be written when it is reaped, and not be read when it is submitted.
  private func expectUnreachableMemoryRefused(_ ordinary: Buffer, _ count: Int) throws {
    let late = fixture.urb(fixture.source, ordinary, count: count)
    try fixture.device.submit(late)
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    mprotect(ordinary.base, ordinary.count, PROT_NONE)
    #expect(throws: Errno.badAddress, "\(count) bytes to memory that cannot be written") {
      try fixture.device.reapNow()
    }
    expectRefused(
      fixture.urb(fixture.sink, ordinary, count: count), .badAddress, by: fixture.device,
      "\(count) bytes from memory that cannot be read")
    mprotect(ordinary.base, ordinary.count, PROT_READ | PROT_WRITE)
  }
}
