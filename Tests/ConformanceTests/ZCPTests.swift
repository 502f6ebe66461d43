import CUSBFS
import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.ZCP {
  /// Whether all of an IN's data is there, and whether any is, once it completed and before it is reaped.
  private func beforeReap(_ urb: URB, _ count: Int) throws -> (all: Bool, none: Bool) {
    let memory = UnsafeMutableRawBufferPointer(start: urb.buffer, count: count)
    memory.initializeMemory(as: UInt8.self, repeating: 0xee)
    try fixture.device.submit(urb)
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    let expected = fixture.sourcePattern(count)
    let all = Pattern.difference(UnsafeRawBufferPointer(memory), expected) == nil
    let none = Pattern.mismatch(memory, byte: 0xee) == nil
    let reaped = try fixture.reap()
    #expect(reaped === urb)
    expectDone(urb, count)
    #expect(Pattern.difference(UnsafeRawBufferPointer(memory), expected) == nil, "the data after the reap")
    return (all, none)
  }

  @Test func `ZCP-1: IN data is in the region before it is reaped`() throws {
    let region = try fixture.map(64 << 10)
    let buffer = fixture.buffer(64 << 10)
    for count in [fixture.maxPacket, 4096, 64 << 10] {
      let fromRegion = try beforeReap(fixture.urb(fixture.source, region, count: count), count)
      #expect(fromRegion.all, "\(count) bytes in the region before the reap")
      let ordinary = try beforeReap(fixture.urb(fixture.source, buffer, count: count), count)
      #expect(ordinary.none, "nothing of \(count) bytes in ordinary memory before the reap")
    }
    try LibUSB.use(fixture) { libusb in
      let count = 4096
      let memory = try #require(libusb.allocate(count))
      memory.initializeMemory(as: UInt8.self, repeating: 0xee)
      let transfer = try libusb.submit(fixture.source, memory)
      // libusb reaps only when it handles events; until then the kernel has the transfer.
      let expected = fixture.sourcePattern(count)
      let arrived = becomesTrue { Pattern.difference(UnsafeRawBufferPointer(memory), expected) == nil }
      #expect(arrived, "libusb: the data before any event was handled")
      #expect(try transfer.finish() == count)
      libusb.free(memory)
    }
  }

  /// Looks until something in memory is so; nothing else could tell without reaping.
  private func becomesTrue(_ isSo: () -> Bool) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .milliseconds(Fixture.timeout)
    while clock.now < deadline {
      if isSo() { return true }
      sched_yield()
    }
    return false
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
      Pattern.fill(memory, seed: 1)
      try fixture.startNAK(fixture.loopOut)
      try fixture.device.submit(urb)
      Pattern.fill(.init(rebasing: memory[half...]), seed: 2)
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
      Pattern.fill(reference.bytes, seed: first)
      if first != second { Pattern.fill(.init(rebasing: reference.bytes[half...]), seed: second) }
      return Pattern.difference(UnsafeRawBufferPointer(buffer.bytes), UnsafeRawBufferPointer(reference.bytes))
        == nil
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
      region.bytes.initializeMemory(as: UInt8.self, repeating: 0xee)
      try fixture.sendToLoopback(sent, seed: UInt64(sent))
      let urb = try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, at: 8, count: asked))
      expectDone(urb, sent)
      let bytes = region.bytes
      #expect(
        Pattern.mismatch(.init(rebasing: bytes[8..<8 + sent]), seed: UInt64(sent)) == nil, "\(sent) bytes")
      #expect(
        Pattern.mismatch(.init(rebasing: bytes[(8 + sent)...]), byte: 0xee) == nil, "behind \(sent) bytes")
      #expect(Pattern.mismatch(.init(rebasing: bytes[..<8]), byte: 0xee) == nil, "before \(sent) bytes")
    }
  }

  @Test func `ZCP-4: no transfer changes a byte outside what it moved`() throws {
    let region = try fixture.map(pages: 6)
    let page = Kernel.pageSize
    func expectUntouched(_ ranges: Range<Int>..., after what: String) {
      for range in ranges {
        #expect(
          Pattern.mismatch(.init(rebasing: region.bytes[range]), byte: 0xee) == nil, "\(range) after \(what)")
      }
    }
    if !fixture.rig.quirks.contains(.deliversOnlyWholeTransfers) {
      // Discarded half-way: one request of the loopback arrived, two were asked for.
      region.bytes.initializeMemory(as: UInt8.self, repeating: 0xee)
      let half = fixture.urb(fixture.loopIn, region, at: page, count: 2 * fixture.loopRequest)
      try fixture.device.submit(half)
      try fixture.sendToLoopback(fixture.loopRequest, seed: 4)
      let first = UnsafeMutableRawBufferPointer(start: region.base + page, count: fixture.loopRequest)
      if !becomesTrue({ Pattern.mismatch(first, seed: 4) == nil }) {
        try inconclusive("the first half never arrived")
      }
      try fixture.device.discard(half)
      _ = try fixture.reap()
      #expect(half.error == .noSuchFileOrDirectory, "status of a discarded URB")
      let moved = half.actualLength
      #expect(moved == fixture.loopRequest, "actual_length of a discarded URB that got half its data")
      #expect(Pattern.mismatch(.init(rebasing: region.bytes[page..<page + moved]), seed: 4) == nil)
      expectUntouched(0..<page, page + moved..<region.count, after: "a discarded IN that moved \(moved)")
    } else {
      unreached("discarded half-way")
    }

    // Discarded before anything came; what comes then goes to the next URB and not here.
    try fixture.claim()
    region.bytes.initializeMemory(as: UInt8.self, repeating: 0xee)
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
    expectUntouched(0..<page, page + 100..<region.count, after: "an overrun of 100 bytes")

    // OUT never writes.
    Pattern.fill(region.bytes, seed: 6)
    expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, at: page, count: page)), page)
    #expect(Pattern.mismatch(region.bytes, seed: 6) == nil, "the region after an OUT")
  }

  @Test func `ZCP-5: every kind of transfer works, both directions`() throws {
    let region = try fixture.map(pages: 2)
    // Bulk.
    region.bytes.copyMemory(from: fixture.sourcePattern(region.count))
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: region.count)), region.count)
    region.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.source, region, count: region.count)), region.count)
    let expected = fixture.sourcePattern(region.count)
    #expect(
      Pattern.difference(UnsafeRawBufferPointer(region.bytes), expected) == nil)
    // The sink stalls at a wrong byte: that it did not is the device's word for the OUT.
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: fixture.maxPacket)),
      fixture.maxPacket)

    // Control.
    region.base.copyMemory(from: Conformance.BND.getDescriptor, byteCount: 8)
    expectDone(try fixture.submitAndReap(fixture.urb(0, region, count: 26, type: .control)), 18)
    #expect(Array(region.bytes[8..<26]) == Array(try fixture.device.descriptors()[..<18]))

    var missed: [String] = []
    if fixture.rig.isEmulated {
      let count = 1000
      let setup: [UInt8] = [
        0x40, DeviceRequest.write.rawValue, 0, 0, 0, 0, UInt8(count & 0xff), UInt8(count >> 8),
      ]
      region.base.copyMemory(from: setup, byteCount: 8)
      Pattern.fill(.init(rebasing: region.bytes[8..<8 + count]), seed: 3)
      expectDone(try fixture.submitAndReap(fixture.urb(0, region, count: 8 + count, type: .control)), count)
      let kept = fixture.buffer(count)
      #expect(try fixture.ask(.readBack, into: kept.bytes) == count)
      #expect(Pattern.mismatch(kept.bytes, seed: 3) == nil, "control OUT")
    } else {
      // The gadget takes no data on its control endpoint.
      missed.append("control OUT with data")
    }

    if let peer = InterruptPeer(fixture), let input = fixture.interruptIn, let output = fixture.interruptOut {
      defer { peer.close() }
      // usbfs takes a bulk URB for what it must mean here. f_hid ends a report of whole packets with an empty one.
      let called = fixture.urb(input, region, at: 3, count: 63)
      expectDone(try peer.give(Pattern.bytes(63, seed: 5), to: called), 63)
      #expect(
        Pattern.mismatch(.init(rebasing: region.bytes[3..<66]), seed: 5) == nil, "interrupt IN called bulk")
      let received = fixture.urb(input, region, at: 3, count: 64, type: .interrupt)
      let place = UnsafeMutableRawBufferPointer(rebasing: region.bytes[3..<67])
      try peer.give(Pattern.bytes(64, seed: 1), to: received) {
        #expect(becomesTrue { Pattern.mismatch(place, seed: 1) == nil }, "interrupt IN before it is reaped")
      }
      expectDone(received, 64)
      #expect(Pattern.mismatch(place, seed: 1) == nil, "interrupt IN")
      Pattern.fill(.init(rebasing: region.bytes[5..<69]), seed: 2)
      let sent = fixture.urb(output, region, at: 5, count: 64, type: .interrupt)
      let report = fixture.buffer(64)
      #expect(try peer.take(sent, into: report) == 64)
      expectDone(sent, 64)
      #expect(Pattern.mismatch(report.bytes, seed: 2) == nil, "interrupt OUT")
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
    Pattern.fill(region.bytes, seed: 4)
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
        let sent = UnsafeRawBufferPointer(start: region.base + place, count: count)
        let came = UnsafeRawBufferPointer(start: taken.base + 2, count: count)
        #expect(Pattern.difference(sent, came) == nil, "isochronous OUT")
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
      region.bytes.initializeMemory(as: UInt8.self, repeating: 0xee)
      let seed = UInt64(round)
      // Every third part: one waits for the loop, one reads the source, one writes to the sink.
      let pattern = fixture.sourcePattern(part)
      var urbs: [URB] = []
      for index in 0..<count {
        let offset = 3 * index * part
        (region.base + offset + 2 * part).copyMemory(from: pattern.baseAddress!, byteCount: part)
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
        let piece = { (at: Int) in UnsafeRawBufferPointer(start: region.base + offset + at, count: part) }
        let looped = UnsafeRawBufferPointer(rebasing: sent[index * part..<(index + 1) * part])
        #expect(Pattern.difference(piece(0), looped) == nil, "looped part \(index)")
        #expect(Pattern.difference(piece(part), pattern) == nil, "read part \(index)")
        #expect(
          Pattern.difference(piece(2 * part), pattern) == nil, "written part \(index)")
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
      #expect(
        Pattern.difference(UnsafeRawBufferPointer(start: urb.buffer, count: part), expected) == nil,
        "URB \(index)")
    }
  }

  @Test func `ZCP-8: large transfers work as one piece`() throws {
    for size in [32 << 10, 100 << 10, 256 << 10, 1 << 20, 4 << 20] where size <= fixture.rig.largestTransfer {
      let region = try fixture.map(size)
      let expected = fixture.sourcePattern(size)
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.source, region, count: size)), size)
      #expect(
        Pattern.difference(UnsafeRawBufferPointer(region.bytes), expected) == nil,
        "IN of \(size)")
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: size)), size)
      // A wrong byte anywhere would have stalled the sink.
      expectDone(
        try fixture.submitAndReap(fixture.urb(fixture.sink, region, count: fixture.maxPacket)),
        fixture.maxPacket)
      try region.unmap()
    }
  }

  @Test func `ZCP-9: what the synchronous ioctls do with region pointers`() throws {
    let region = try fixture.map(pages: 2)
    region.bytes.initializeMemory(as: UInt8.self, repeating: 0xee)
    do {
      let count = try fixture.device.bulk(endpoint: fixture.source, .init(rebasing: region.bytes[..<4096]))
      let expected = fixture.sourcePattern(4096)
      let arrived =
        Pattern.difference(UnsafeRawBufferPointer(rebasing: region.bytes[..<4096]), expected) == nil
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
    }

    // ZERO_PACKET ends an OUT of whole packets, which the loopback then gives back alone; without it the loopback
    // waits for more.
    for (flags, count): (URBFlags, Int) in [([], fixture.maxPacket + 100), (.zeroPacket, fixture.maxPacket)] {
      try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, count: fixture.maxPacket, flags: flags))
      try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, count: 100))
      let urb = try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, at: page, count: page))
      #expect(urb.actualLength == count, "ZERO_PACKET")
      try fixture.claim()
    }

    // BULK_CONTINUATION ties URBs to the one before: when that ends short, they are cancelled.
    if try fixture.device.capabilities().contains(.bulkContinuation) {
      let first = fixture.urb(fixture.loopIn, region, count: page, flags: .shortNotOK)
      let second = fixture.urb(
        fixture.loopIn, region, at: page, count: page, flags: [.shortNotOK, .bulkContinuation])
      try fixture.device.submit(first)
      try fixture.device.submit(second)
      try fixture.sendToLoopback(100, seed: 2)
      for _ in 0..<2 { _ = try fixture.reap() }
      #expect(first.error == .remoteIO, "the short one")
      #expect(second.error == .connectionReset, "its continuation")
      try fixture.claim()
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

  @Test func `ZCP-11: the 32-bit entry treats regions the same`() throws {
    #if arch(x86_64)
      let region = try fixture.map(Kernel.pageSize, .readWrite, [.shared, .low])
      let memory = fixture.buffer(Kernel.pageSize, flags: CInt(MAP_32BIT))
      let urb = memory.base.bindMemory(to: cusbfs_urb32.self, capacity: 1)
      let slot = (memory.base + 1024).bindMemory(to: UInt32.self, capacity: 1)
      func prepare(_ buffer: UnsafeMutableRawPointer, _ count: Int) {
        urb.pointee = cusbfs_urb32()
        urb.pointee.type = TransferType.bulk.rawValue
        urb.pointee.endpoint = fixture.source
        urb.pointee.buffer = UInt32(UInt(bitPattern: buffer))
        urb.pointee.buffer_length = Int32(count)
      }
      /// Whether the data is there before the reap.
      func isZeroCopy(_ buffer: UnsafeMutableRawPointer, _ count: Int) throws -> Bool {
        memset(buffer, 0xee, count)
        prepare(buffer, count)
        let refused = refusal { () throws(Errno) in try fixture.device.submit32(urb) }
        if refused == .noFunction {
          try skip("this kernel has no 32-bit entry: it needs CONFIG_IA32_EMULATION")
        }
        try #require(refused == nil, "a submission through the 32-bit entry")
        _ = try fixture.device.poll(milliseconds: Fixture.timeout)
        let expected = fixture.sourcePattern(count)
        let early = Pattern.difference(UnsafeRawBufferPointer(start: buffer, count: count), expected) == nil
        let reaped = try fixture.device.reap32(slot)
        #expect(UInt(reaped) == UInt(bitPattern: urb))
        #expect(urb.pointee.status == 0)
        #expect(Int(urb.pointee.actual_length) == count)
        #expect(Pattern.difference(UnsafeRawBufferPointer(start: buffer, count: count), expected) == nil)
        return early
      }
      #expect(try isZeroCopy(region.base, region.count), "in the region before the reap")
      #expect(try !isZeroCopy(memory.base + 2048, 1024), "in ordinary memory only after the reap")
      prepare(region.base + 1, region.count)
      #expect(throws: Errno.invalidArgument, "one byte past the end") { try fixture.device.submit32(urb) }
      let gone = fixture.buffer(Kernel.pageSize, flags: CInt(MAP_32BIT))
      prepare(gone.base, Kernel.pageSize)
      try fixture.device.submit32(urb)
      mprotect(gone.base, Kernel.pageSize, PROT_NONE)
      #expect(throws: Errno.badAddress, "memory that is gone when it is reaped") {
        try fixture.device.reap32(slot)
      }
      prepare(memory.base + 2048, 1024)
      urb.pointee.endpoint = fixture.loopIn
      try fixture.device.submit32(urb)
      try fixture.device.discard32(urb)
      #expect(try UInt(fixture.device.reap32(slot)) == UInt(bitPattern: urb))
      #expect(urb.pointee.status == -ENOENT, "discarded")

      if fixture.rig.has(.isochronous) {
        try fixture.selectIsochronous()
        let lengths = [100, 200, 56]
        prepare(region.base + 7, 0)
        urb.pointee.type = TransferType.isochronous.rawValue
        urb.pointee.endpoint = fixture.isochronousOut
        urb.pointee.flags = URBFlags.isochronousASAP.rawValue
        urb.pointee.number_of_packets = Int32(lengths.count)
        urb.pointee.status = 1
        urb.pointee.error_count = -1
        let packets = (memory.base + MemoryLayout<cusbfs_urb32>.size)
          .bindMemory(to: usbdevfs_iso_packet_desc.self, capacity: lengths.count)
        for (index, length) in lengths.enumerated() {
          packets[index] = .init(length: UInt32(length), actual_length: 7777, status: 7777)
        }
        try fixture.device.submit32(urb)
        #expect(try UInt(fixture.device.reap32(slot)) == UInt(bitPattern: urb))
        #expect(urb.pointee.status == 0, "isochronous OUT")
        #expect(urb.pointee.error_count >= 0, "error_count of isochronous OUT")
        for index in lengths.indices {
          #expect(packets[index].actual_length <= lengths[index], "packet \(index) of isochronous OUT")
          #expect(packets[index].status != 7777, "status of packet \(index) of isochronous OUT")
        }
      }
    #else
      try skip("this processor has no 32-bit entry that a 64-bit program can use; try an x86-64 rig")
    #endif
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
    for (place, base, owner): (String, UnsafeMutableRawPointer, AnyObject) in [
      ("region", region.base, region), ("ordinary memory", ordinary.base, ordinary),
    ] {
      func urb(
        _ type: TransferType, _ endpoint: UInt8, _ count: Int = 64, flags: URBFlags = [], setup: [UInt8] = []
      ) -> URB {
        base.copyMemory(from: setup, byteCount: setup.count)
        return URB(
          type, endpoint: endpoint, buffer: base, length: Int32(count), flags: flags,
          packets: type == .isochronous ? [.init(length: count)] : [], owner: owner)
      }
      func expect(_ error: Errno, _ what: String, _ urb: URB) {
        expectRefused(urb, error, by: fixture.device, "\(place): \(what)")
      }
      let unknown = urb(.bulk, fixture.source)
      for type: UInt8 in [4, 255] {
        unknown.type = type
        expect(.invalidArgument, "type \(type)", unknown)
      }
      expect(
        .invalidArgument, "an unknown flag", urb(.bulk, fixture.source, flags: URBFlags(rawValue: 1 << 31)))
      for type in [TransferType.control, .interrupt, .isochronous] {
        expect(.invalidArgument, "\(type) on a bulk endpoint", urb(type, fixture.source))
      }
      expect(.noSuchFileOrDirectory, "bulk on endpoint 0", urb(.bulk, 0))
      expect(.noSuchFileOrDirectory, "an endpoint that is not there", urb(.bulk, 0x8f))
      expect(
        .noSuchFileOrDirectory, "an interface that is not there",
        urb(.control, 0, 8, setup: [0x21, 10, 0, 0, 30, 0, 0, 0]))

      let packet = fixture.maxPacket
      expectDone(try fixture.submitAndReap(urb(.bulk, fixture.source, packet, flags: .zeroPacket)), packet)
      base.copyMemory(from: fixture.sourcePattern(packet).baseAddress!, byteCount: packet)
      expectDone(try fixture.submitAndReap(urb(.bulk, fixture.sink, packet, flags: .shortNotOK)), packet)
      // A bulk IN and a control IN of nothing.
      let nothing = urb(.bulk, fixture.loopIn, 0)
      try fixture.device.submit(nothing)
      try? fixture.device.discard(nothing)
      #expect(try fixture.reap() === nothing)
      #expect(nothing.actualLength == 0)
      expectDone(try fixture.submitAndReap(urb(.control, 0, 8, setup: [0x80, 6, 0, 1, 0, 0, 0, 0])), 0)
    }

    let other = try Device(fixture.location.node)
    for (place, urb) in [
      ("region", fixture.urb(fixture.source, region, count: 64)),
      ("ordinary", fixture.urb(fixture.source, ordinary, count: 64)),
    ] {
      expectRefused(urb, .resourceBusy, by: other, "\(place): an interface that another descriptor claimed")
    }
    for count in [fixture.maxPacket, size] {
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
    let outside = UnsafeMutableRawPointer(bitPattern: UInt.max - 0xffff)
    expectRefused(
      URB(.bulk, endpoint: fixture.source, buffer: outside, length: 64), .badAddress, by: fixture.device,
      "the kernel's memory")
  }
}
