import CUSBFS
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

/// What a 32-bit program's libusb does with regions: every type, flag and reap, through the 32-bit entry.
extension Conformance.ZCP {
  /// The two requests that reap.
  private enum Reap: String, CaseIterable {
    case blocking = "REAPURB"
    case nonblocking = "REAPURBNDELAY"
  }

  /// Structures and their surroundings for the 32-bit entry, all below 4 GiB.
  private final class Memory32 {
    let region: Region
    let device: Device
    private let memory: Buffer
    private var used = 256

    init(_ fixture: Fixture) throws {
      region = try fixture.map(4 * Kernel.pageSize, .readWrite, [.shared, .belowFourGiB])
      memory = fixture.buffer(Kernel.pageSize, flags: MapFlags.ordinaryBelowFourGiB)
      device = fixture.device
    }

    var slot: UnsafeMutablePointer<UInt32> { (memory.base + 64).bindMemory(to: UInt32.self, capacity: 1) }

    /// Forgets the URBs that were made.
    func clear() {
      memory.bytes.initializeMemory(as: UInt8.self, repeating: 0xa5)
      used = 256
    }

    /// An URB on a part of the region. What the kernel is to write holds what no reap would leave, and so does what it
    /// is not to touch.
    func urb(
      _ type: TransferType, _ endpoint: UInt8, at offset: Int, count: Int, flags: URBFlags = [],
      lengths: [Int] = []
    ) -> URB32 {
      let urb = URB32(
        type, endpoint: endpoint, region[at: offset, count: count], lengths: lengths, on: device,
        at: memory.base + used)
      used += 256
      urb.raw.pointee.flags |= flags.rawValue
      urb.raw.pointee.status = 7777
      urb.raw.pointee.actual_length = 7777
      urb.raw.pointee.error_count = 7777
      urb.raw.pointee.usercontext = 0x1234_5678
      for index in lengths.indices {
        urb.packets[index].actual_length = 7777
        urb.packets[index].status = 7777
      }
      return urb
    }

    /// The bytes around the slot that a reap writes its address to.
    var isSlotIntact: Bool {
      memory[at: 32, count: 32].holds(.byte(0xa5)) && memory[at: 68, count: 60].holds(.byte(0xa5))
    }

    /// Whether the kernel changed what is the program's own.
    func isOwnIntact(_ urb: URB32, packets: Int) -> Bool {
      let end = MemoryLayout<cusbfs_urb32>.size + packets * MemoryLayout<usbdevfs_iso_packet_desc>.size
      let behind = UnsafeRawBufferPointer(start: UnsafeRawPointer(urb.raw) + end, count: 256 - end)
      return urb.raw.pointee.usercontext == 0x1234_5678 && urb.raw.pointee.signr == 0
        && behind.allSatisfy { $0 == 0xa5 }
    }
  }

  /// Waits for an URB, reaps it, and expects it to be this one, with this status and so many bytes.
  private func expectReaped(
    _ urb: URB32, by reap: Reap, _ memory: Memory32, status: Errno? = nil, count: Int?, packets: Int = 0,
    _ what: String
  ) throws {
    let what = "\(reap.rawValue) of 32 bits, \(what)"
    guard try fixture.device.poll(milliseconds: Fixture.timeout) else {
      Issue.record("no URB completed, \(what)")
      return
    }
    let address =
      try reap == .blocking ? fixture.device.reap32(memory.slot) : fixture.device.reapNow32(memory.slot)
    #expect(UInt(address) == UInt(bitPattern: urb.raw), "the URB that is reaped, \(what)")
    #expect(urb.raw.pointee.status == -(status?.rawValue ?? 0), "status, \(what)")
    if let count { #expect(Int(urb.raw.pointee.actual_length) == count, "actual_length, \(what)") }
    #expect(urb.raw.pointee.error_count != 7777, "error_count, \(what)")
    #expect(memory.isSlotIntact, "what is around the address, \(what)")
    #expect(memory.isOwnIntact(urb, packets: packets), "what is the program's own, \(what)")
  }

  func expectAllOf32BitPrograms() throws {
    try fixture.claim()
    let memory = try Memory32(fixture)
    for reap in Reap.allCases {
      memory.clear()
      #expect(throws: Errno.resourceTemporarilyUnavailable, "nothing to reap") {
        try fixture.device.reapNow32(memory.slot)
      }
      try expectBulk32(memory, reap)
      try expectControl32(memory, reap)
      try expectFlags32(memory, reap)
      try expectInterrupt32(memory, reap)
      if fixture.rig.has(.isochronous) { try expectIsochronous32(memory, reap) }
    }
    if let missing = fixture.missingInterrupt { unreached(missing) }
    if !fixture.rig.has(.isochronous) { unreached("isochronous") }
  }

  private func expectBulk32(_ memory: Memory32, _ reap: Reap) throws {
    let region = memory.region
    let packet = fixture.maxPacket
    memory.clear()
    // At an odd place, and no more than came.
    region.fill(.byte(0xee))
    try fixture.sendToLoopback(100, seed: 1)
    let short = memory.urb(.bulk, fixture.loopIn, at: 5, count: fixture.loopRequest)
    try short.submit()
    try expectReaped(short, by: reap, memory, count: 100, "bulk IN")
    expect(region[5..<105], holds: .pattern(seed: 1), "bulk IN of 32 bits")
    expect(region[105...], holds: .byte(0xee), "behind a bulk IN of 32 bits")
    // A wrong byte would stall the sink.
    region.fill(.source)
    for _ in 0..<2 {
      let out = memory.urb(.bulk, fixture.sink, at: Kernel.pageSize, count: 2 * packet)
      try out.submit()
      try expectReaped(out, by: reap, memory, count: 2 * packet, "bulk OUT")
    }
    let discarded = memory.urb(.bulk, fixture.loopIn, at: 0, count: packet)
    try discarded.submit()
    try discarded.discard()
    try expectReaped(discarded, by: reap, memory, status: .noSuchFileOrDirectory, count: 0, "discarded")
  }

  private func expectControl32(_ memory: Memory32, _ reap: Reap) throws {
    let region = memory.region
    memory.clear()
    region.fill(.byte(0xee))
    region.base.copyMemory(from: URBCase.getDescriptor, byteCount: 8)
    let input = memory.urb(.control, 0, at: 0, count: 26)
    try input.submit()
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    let expected = Array(try fixture.device.descriptors()[..<18])
    #expect(Array(region[8..<26]) == expected, "control IN of 32 bits before it is reaped")
    try expectReaped(input, by: reap, memory, count: 18, "control IN")

    region.base.copyMemory(from: URBCase.vendorOut, byteCount: 8)
    region[8..<26].fill(.pattern(seed: 2))
    let output = memory.urb(.control, 0, at: 0, count: 26)
    try output.submit()
    // The gadget stalls a request that it does not know.
    let isTaken = fixture.rig.isEmulated
    try expectReaped(
      output, by: reap, memory, status: isTaken ? nil : .brokenPipe, count: isTaken ? 18 : nil, "control OUT")
    if isTaken {
      let kept = fixture.buffer(18)
      #expect(try fixture.ask(.readBack, into: kept.bytes) == 18)
      expect(kept, holds: .pattern(seed: 2), "control OUT of 32 bits")
    }
  }

  private func expectFlags32(_ memory: Memory32, _ reap: Reap) throws {
    let page = Kernel.pageSize
    let packet = fixture.maxPacket
    memory.clear()
    try fixture.sendToLoopback(100, seed: 1)
    let short = memory.urb(.bulk, fixture.loopIn, at: 0, count: page, flags: .shortNotOK)
    try short.submit()
    let length = fixture.rig.quirks.contains(.forgetsShortLengths) ? nil : 100
    try expectReaped(short, by: reap, memory, status: .remoteIO, count: length, "SHORT_NOT_OK")
    if try fixture.device.capabilities().contains(.bulkContinuation) {
      let next = memory.urb(
        .bulk, fixture.loopIn, at: 0, count: page, flags: [.shortNotOK, .bulkContinuation])
      #expect(throws: Errno.remoteIO, "BULK_CONTINUATION of 32 bits on a disabled endpoint") {
        try next.submit()
      }
    }
    try fixture.claim()
    // The empty packet ends the transfer; without it the loopback would wait for more.
    memory.region.fill(.pattern(seed: 3))
    let whole = memory.urb(.bulk, fixture.loopOut, at: 0, count: packet, flags: .zeroPacket)
    try whole.submit()
    try expectReaped(whole, by: reap, memory, count: packet, "ZERO_PACKET")
    let rest = memory.urb(.bulk, fixture.loopOut, at: 0, count: 100)
    try rest.submit()
    try expectReaped(rest, by: reap, memory, count: 100, "behind ZERO_PACKET")
    let back = memory.urb(.bulk, fixture.loopIn, at: page, count: page)
    try back.submit()
    try expectReaped(back, by: reap, memory, count: packet, "what ZERO_PACKET ended")
    try fixture.claim()
    memory.clear()
    let quiet = memory.urb(.bulk, fixture.source, at: 0, count: packet, flags: .noInterrupt)
    let loud = memory.urb(.bulk, fixture.source, at: page, count: packet)
    try quiet.submit()
    try loud.submit()
    for urb in [quiet, loud] { try expectReaped(urb, by: reap, memory, count: packet, "NO_INTERRUPT") }
    let unknown = memory.urb(.bulk, fixture.source, at: 0, count: packet, flags: .init(rawValue: 1 << 31))
    #expect(throws: Errno.invalidArgument, "an unknown flag of 32 bits") { try unknown.submit() }
  }

  /// An IN that is discarded, and an OUT that the device takes or that is discarded.
  private func expectInterrupt32(_ memory: Memory32, _ reap: Reap) throws {
    guard fixture.interruptIsClaimed, let input = fixture.interruptIn else { return }
    memory.clear()
    let waiting = memory.urb(.interrupt, input, at: 3, count: 64)
    try waiting.submit()
    guard fixture.rig.isEmulated, let output = fixture.interruptOut else {
      try waiting.discard()
      return try expectReaped(
        waiting, by: reap, memory, status: .noSuchFileOrDirectory, count: 0, "interrupt IN")
    }
    // Only after the choice of a setting does QEMU ask the device for what it keeps (InterruptPeer).
    try waiting.discard()
    try expectReaped(waiting, by: reap, memory, status: .noSuchFileOrDirectory, count: 0, "interrupt IN")
    memory.clear()
    try fixture.device.setInterface(fixture.rig.interrupt!.number, alternate: 0)
    let region = memory.region
    region[5..<69].fill(.pattern(seed: 6))
    let received = memory.urb(.interrupt, input, at: 1000, count: 64)
    let sent = memory.urb(.interrupt, output, at: 5, count: 64)
    try received.submit()
    try sent.submit()
    try expectReaped(sent, by: reap, memory, count: 64, "interrupt OUT")
    try expectReaped(received, by: reap, memory, count: 64, "interrupt IN")
    expect(region[1000..<1064], holds: .pattern(seed: 6), "interrupt of 32 bits, out and in")
  }

  /// Packets of several lengths, and every field of each, until all were in time for their frames.
  private func expectIsochronous32(_ memory: Memory32, _ reap: Reap) throws {
    try fixture.selectIsochronous()
    let lengths = [64, 200, 56]
    for _ in 0..<1000 {
      memory.clear()
      memory.region.fill(.byte(0xee))
      let urb = memory.urb(.isochronous, fixture.isochronousOut, at: 7, count: 0, lengths: lengths)
      try urb.submit()
      try expectReaped(
        urb, by: reap, memory, count: nil, packets: lengths.count, "isochronous OUT of several lengths")
      var sum: UInt32 = 0
      for index in lengths.indices {
        let packet = urb.packets[index]
        #expect(
          packet.status != 7777 && packet.actual_length != 7777, "packet \(index) of 32 bits is written")
        #expect(packet.length == lengths[index], "length of packet \(index) of 32 bits")
        // QEMU's EHCI (hw/usb/hcd-ehci.c) reports what is left of an OUT packet, and not what went.
        let isLeft = fixture.rig.controllerDriver.hasPrefix("ehci") && packet.actual_length == 0
        if packet.status == 0, !isLeft {
          #expect(packet.actual_length == lengths[index], "actual_length of packet \(index) of 32 bits")
        }
        sum &+= packet.actual_length
      }
      #expect(urb.raw.pointee.actual_length == Int32(sum), "actual_length is the packets' sum")
      expect(memory.region, holds: .byte(0xee), "the region after an isochronous OUT of 32 bits")
      if (0..<3).allSatisfy({ urb.packets[$0].status == 0 }) { break }
    }
    try fixture.selectIsochronous()
  }
}
