import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.ZCP {
  /// Bytes where data can be, so that offsets beyond 1 MiB are there.
  private static let size = 1 << 20 + 64 << 10
  /// Within the first page, on a later one, and beyond 1 MiB.
  private static let offsets = [3, 5001, 1 << 20 + 7]

  /// What memory held when an IN had completed, and whether the reap changed that.
  private enum Arrival { case beforeReap, atReap, never }

  /// Runs an IN into memory, and says when its data came. `feed` makes it complete.
  private func arrival(
    _ urb: URB, in memory: UnsafeMutableRawBufferPointer, on device: Device? = nil,
    feed: () throws -> Void = {}
  ) throws -> Arrival {
    let device = device ?? fixture.device
    memory.fill(.byte(0xee))
    try device.submit(urb)
    try feed()
    try #require(try device.poll(milliseconds: Fixture.timeout), "the URB completes")
    let isThere = !memory.holds(.byte(0xee))
    #expect(try device.reap() === urb)
    return isThere ? .beforeReap : memory.holds(.byte(0xee)) ? .never : .atReap
  }

  @Test func `ZCP-14: no kind of transfer is copied`() throws {
    let region = try fixture.map(Self.size)
    let ordinary = fixture.buffer(Self.size)
    let hasInterrupt = InterruptPeer(fixture).map { $0.close() } != nil
    if !hasInterrupt { unreached("interrupt") }
    for (memory, expected, name): (any Memory, Arrival, String) in [
      (region, .beforeReap, "region"), (ordinary, .atReap, "ordinary memory"),
    ] {
      for offset in Self.offsets {
        try expectShortINs(memory, offset, expected, "\(name) at \(offset)")
        try expectControlIN(memory, offset, expected, "\(name) at \(offset)")
      }
      if hasInterrupt { try expectInterruptIN(memory, expected, name) }
      if fixture.rig.has(.isochronous) { try expectIsochronousIN(memory, expected, name) }
    }
    if !fixture.rig.has(.isochronous) { unreached("isochronous") }
    try expectOUTsReadLate(region, ordinary)
    try expectUnclaimedIN(region, ordinary)
  }

  private func expectShortINs(_ memory: any Memory, _ offset: Int, _ expected: Arrival, _ what: String) throws
  {
    let asked = fixture.loopRequest
    for count in [1, 100, fixture.maxPacket - 1] {
      let urb = fixture.urb(fixture.loopIn, memory, at: offset, count: asked)
      let arrival = try arrival(urb, in: memory[at: offset, count: asked]) {
        try fixture.sendToLoopback(count, seed: UInt64(count))
      }
      expectDone(urb, count)
      #expect(arrival == expected, "\(what): when a bulk IN of \(count) bytes came")
      expect(memory[at: offset, count: count], holds: .pattern(seed: UInt64(count)), "\(what): bulk IN")
    }
  }

  private func expectControlIN(_ memory: any Memory, _ offset: Int, _ expected: Arrival, _ what: String)
    throws
  {
    (memory.base + offset).copyMemory(from: URBCase.getDescriptor, byteCount: 8)
    let urb = fixture.urb(0, memory, at: offset, count: 26, type: .control)
    let data = memory[at: offset + 8, count: 18]
    #expect(try arrival(urb, in: data) == expected, "\(what): when a control IN came")
    expectDone(urb, 18)
    #expect(Array(data) == Array(try fixture.device.descriptors()[..<18]), "\(what): control IN")
  }

  private func expectInterruptIN(_ memory: any Memory, _ expected: Arrival, _ what: String) throws {
    guard let peer = InterruptPeer(fixture), let input = fixture.interruptIn else {
      return
    }
    defer { peer.close() }
    for offset in Self.offsets {
      // f_hid ends a report of whole packets with an empty one.
      let data = memory[at: offset, count: 63]
      data.fill(.byte(0xee))
      var isThere = false
      let urb = fixture.urb(input, memory, at: offset, count: 64, type: .interrupt)
      try peer.give(
        Pattern.bytes(63, seed: 4), to: urb,
        before: {
          // Of several URBs that are in flight none is reaped yet: this one's data comes, or never would.
          isThere =
            expected == .beforeReap ? becomesTrue { data.holds(.pattern(seed: 4)) } : !data.holds(.byte(0xee))
        })
      #expect(isThere == (expected == .beforeReap), "\(what) at \(offset): interrupt IN before the reap")
      expect(data, holds: .pattern(seed: 4), "\(what) at \(offset): interrupt IN")
    }
  }

  private func expectIsochronousIN(_ memory: any Memory, _ expected: Arrival, _ what: String) throws {
    let packet = fixture.isochronousPacket
    try fixture.selectIsochronous()
    for offset in Self.offsets {
      var hasCome = false
      // Until QEMU holds enough of them, packets come empty.
      for _ in 0..<2000 {
        let urb = fixture.isochronous(
          fixture.isochronousIn, memory, at: offset, lengths: Array(repeating: packet, count: 8))
        let arrival = try arrival(urb, in: memory[at: offset, count: 8 * packet])
        if urb.actualLength == 0 { continue }
        #expect(arrival == expected, "\(what) at \(offset): when isochronous IN came")
        hasCome = true
        break
      }
      if !hasCome { try inconclusive("no isochronous packet came with data") }
    }
  }

  /// A control URB of a descriptor that claimed nothing, and an URB to an interface that nobody claimed, which usbfs
  /// claims for it.
  private func expectUnclaimedIN(_ region: Region, _ ordinary: Buffer) throws {
    let device = try Device(fixture.location.node)
    let unclaimed = try device.map(Kernel.pageSize)
    unclaimed.base.copyMemory(from: URBCase.getDescriptor, byteCount: 8)
    let control = fixture.urb(0, unclaimed, count: 26, type: .control)
    #expect(
      try arrival(control, in: unclaimed[at: 8, count: 18], on: device) == .beforeReap,
      "when a control IN came to a descriptor without claims")
    let count = fixture.maxPacket
    for (memory, expected): (any Memory, Arrival) in [(region, .beforeReap), (ordinary, .atReap)] {
      try fixture.device.release(interface: fixture.rig.sourceSink.number)
      let urb = fixture.urb(fixture.source, memory, at: 5001, count: count)
      #expect(
        try arrival(urb, in: memory[at: 5001, count: count]) == expected,
        "when a bulk IN without a claim came")
      expectDone(urb, count)
    }
  }

  /// OUTs wait behind others while their data is overwritten: of a copy nobody would notice. That new data arrives once
  /// is proof that there was none.
  private func expectOUTsReadLate(_ region: Region, _ ordinary: Buffer) throws {
    if fixture.rig.has(.deferredOUTRead), fixture.rig.has(.concurrentTransfers) {
      for count in [1, 3, 8, 9, 64, fixture.maxPacket] {
        for offset in Self.offsets {
          #expect(
            try overwrittenBulk(region, offset, count),
            "region at \(offset): bulk OUT of \(count) bytes is read late")
        }
        #expect(
          try !overwrittenBulk(ordinary, 3, count), "ordinary memory: bulk OUT of \(count) bytes is a copy")
      }
    } else {
      unreached("bulk OUT of a few bytes")
    }
    guard fixture.rig.isEmulated, fixture.rig.has(.concurrentTransfers) else {
      return unreached("control OUT")
    }
    func expectRead(_ name: String, _ isNew: (any Memory) throws -> Bool) throws {
      #expect(try (0..<20).contains { _ in try isNew(region) }, "region: \(name) OUT is read late")
      for _ in 0..<3 { #expect(try !isNew(ordinary), "ordinary memory: \(name) OUT is a copy") }
    }
    try expectRead("control", overwrittenControl)
    if fixture.rig.has(.isochronous) { try expectRead("isochronous", overwrittenIsochronous) }
  }

  /// A bulk OUT that the loopback has no room for until its data was overwritten; whether the new data came back.
  private func overwrittenBulk(_ memory: any Memory, _ offset: Int, _ count: Int) throws -> Bool {
    try fixture.claim()
    let full = fixture.rig.isEmulated ? 0 : 32 * fixture.loopRequest
    if full > 0 { try fixture.sendToLoopback(full, seed: 1) } else { try fixture.startNAK(fixture.loopOut) }
    let data = memory[at: offset, count: count]
    data.fill(.byte(0x11))
    let urb = fixture.urb(fixture.loopOut, memory, at: offset, count: count)
    try fixture.device.submit(urb)
    data.fill(.byte(0x22))
    let nudge = try fixture.stopNAK(fixture.loopOut)
    let back = fixture.buffer(full + fixture.maxPacket)
    let read = fixture.urb(
      fixture.loopIn, back, count: full + (count < fixture.maxPacket ? fixture.maxPacket : count))
    try fixture.device.submit(read)
    // A whole packet ends nothing in the loopback: an empty one does.
    let end = fixture.urb(fixture.loopOut, fixture.buffer(1), count: 0)
    if count == fixture.maxPacket, nudge == nil { try fixture.device.submit(end) }
    for _ in 0..<(2 + (nudge != nil || count == fixture.maxPacket ? 1 : 0)) { _ = try fixture.reap() }
    expectDone(urb, count)
    expectDone(read, full + count)
    expect(data, holds: .byte(0x22), "memory that an OUT was sent from")
    let came = back[at: full, count: count]
    #expect(came.holds(.byte(0x11)) || came.holds(.byte(0x22)), "bulk OUT of \(count) bytes")
    return came.holds(.byte(0x22))
  }

  /// A control OUT behind others on its endpoint; whether the device got what was written after the submission.
  private func overwrittenControl(_ memory: any Memory) throws -> Bool {
    let count = 1000
    let offset = 1 << 20 + 7
    let before = (0..<16).map { index in
      let place = index * 64
      (memory.base + place).copyMemory(from: URBCase.getDescriptor, byteCount: 8)
      return fixture.urb(0, memory, at: place, count: 26, type: .control)
    }
    let setup: [UInt8] = [
      0x40, DeviceRequest.write.rawValue, 0, 0, 0, 0, UInt8(count & 0xff), UInt8(count >> 8),
    ]
    (memory.base + offset).copyMemory(from: setup, byteCount: 8)
    let data = memory[at: offset + 8, count: count]
    data.fill(.byte(0x11))
    let urb = fixture.urb(0, memory, at: offset, count: 8 + count, type: .control)
    for urb in before + [urb] { try fixture.device.submit(urb) }
    data.fill(.byte(0x22))
    for _ in 0...before.count { _ = try fixture.reap() }
    expectDone(urb, count)
    let kept = fixture.buffer(count)
    #expect(try fixture.ask(.readBack, into: kept.bytes) == count)
    return kept[(count - 1)...].holds(.byte(0x22))
  }

  /// An isochronous OUT of 64 packets; whether the device got one of which was written after the submission.
  private func overwrittenIsochronous(_ memory: any Memory) throws -> Bool {
    try fixture.selectIsochronous()
    let offset = 1 << 20 + 7
    let data = memory[at: offset, count: 64 * 32]
    data.fill(.byte(0x11))
    let urb = fixture.isochronous(
      fixture.isochronousOut, memory, at: offset, lengths: Array(repeating: 32, count: 64))
    try fixture.device.submit(urb)
    data.fill(.byte(0x22))
    #expect(try fixture.reap() === urb)
    let taken = fixture.buffer(2 + fixture.isochronousPacket)
    var isNew = false
    while case let got = try fixture.ask(.takeOut, into: taken.bytes), got > 2 {
      isNew = isNew || taken[2..<got].holds(.byte(0x22))
    }
    return isNew
  }

  @Test func `ZCP-15: a failed transfer changes nothing beyond what it moved`() throws {
    let region = try fixture.map(pages: 6)
    let page = Kernel.pageSize
    /// Runs an IN that fails, and looks behind what it says that it moved.
    func expectUntouched(_ what: String, _ urb: URB, at offset: Int, _ run: () throws -> Void) throws {
      let kept = fixture.buffer(offset)
      kept.bytes.copyMemory(from: UnsafeRawBufferPointer(region[..<offset]))
      region[offset...].fill(.byte(0xee))
      try run()
      #expect(urb.error != nil, "\(what): status")
      expect(region[..<offset], holds: .bytes(of: kept), "\(what): before the buffer")
      expect(
        region[(offset + urb.movedAtMost(on: fixture.rig))...], holds: .byte(0xee),
        "\(what): behind the \(urb.actualLength) bytes moved")
    }

    // Babble, in the first packet and after whole ones.
    for whole in [0, 1, 2, 9] {
      let count = whole * fixture.maxPacket + 100
      let urb = fixture.urb(fixture.source, region, at: page + 3, count: count)
      try expectUntouched("bulk IN of \(count) bytes that babbles", urb, at: page + 3) {
        try fixture.submitAndReap(urb)
      }
      try fixture.claim()
    }
    // Control: a request that the device does not know.
    region[..<page].fill(.pattern(seed: 1))
    for request: [UInt8] in [[0xc0, 0xee, 0, 0, 0, 0, 200, 0], [0x80, 6, 0, 0x7f, 0, 0, 200, 0]] {
      (region.base + page - 8).copyMemory(from: request, byteCount: 8)
      let urb = fixture.urb(0, region, at: page - 8, count: 208, type: .control)
      try expectUntouched("control IN that stalls", urb, at: page) { try fixture.submitAndReap(urb) }
    }
    // OUT never writes, whatever becomes of it; the sink stalls in the midst, at a wrong byte.
    region.fill(.source)
    (region.base + page + 5 * fixture.maxPacket + 9).storeBytes(of: 0xff, as: UInt8.self)
    let sent = fixture.buffer(region.count)
    sent.bytes.copyMemory(from: UnsafeRawBufferPointer(region.bytes))
    try fixture.submitAndReap(fixture.urb(fixture.sink, region, at: page, count: 3 * page))
    let again = try fixture.submitAndReap(
      fixture.urb(fixture.sink, region, at: page, count: fixture.maxPacket))
    #expect(again.error == .brokenPipe, "status of an OUT to an endpoint that stalled")
    expect(region, holds: .bytes(of: sent), "the region after OUTs that failed")
    try fixture.claim()

    guard fixture.rig.isEmulated else { return unreached("stall and error of IN endpoints, interrupt") }
    let kinds: [(String, UInt8, TransferType)] =
      [("bulk", fixture.source, .bulk)]
      + (fixture.interruptIsClaimed ? [("interrupt", fixture.interruptIn!, .interrupt)] : [])
    for (name, endpoint, type) in kinds {
      // After an error of an interrupt endpoint QEMU's xHC polls it no more, though xhci_hcd wants to try again.
      for fault: DeviceRequest.TransferFault in type == .bulk
        ? [.stall, .error, .babble] : [.stall, .babble]
      {
        try fixture.claim()
        // xhci_hcd tries thrice again after an error before it believes it, ehci_hcd 32 times (QH_XACTERR_MAX).
        try fixture.fail(endpoint, fault, count: fault == .error ? 200 : 1)
        let count = type == .bulk ? 3 * page : 64
        let urb = fixture.urb(endpoint, region, at: page, count: count, type: type)
        try expectUntouched("\(name) IN that ends with \(fault)", urb, at: page) {
          try fixture.device.submit(urb)
          if type == .interrupt { try feedInterrupt() }
          do { while try fixture.reap() !== urb {} } catch {
            Issue.record("\(name) IN that ends with \(fault): \(error)")
          }
        }
        try fixture.fail(endpoint, fault, count: 0)
      }
    }
  }

  /// Gives the interrupt IN endpoint something that it could send.
  private func feedInterrupt() throws {
    let report = fixture.buffer(64)
    try fixture.device.submit(fixture.urb(fixture.interruptOut!, report, count: 64, type: .interrupt))
  }
}
