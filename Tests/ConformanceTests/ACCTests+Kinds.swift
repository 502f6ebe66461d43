import CUSBFS
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

/// Accounting of transfers other than bulk IN.
extension Conformance.ACC {
  /// An URB of a kind, with what is to be done with it once it is in flight.
  private struct Kind {
    let name: String
    /// Whether it is discarded: the device has nothing for it, or is not to be asked.
    let isDiscarded: Bool
    let make: (any Memory, Int) -> URB
  }

  /// The kinds that the rig has but bulk IN. Setup packets stand in the memory itself.
  private func kinds() throws -> [Kind] {
    let fixture = fixture
    func control(_ name: String, _ setup: [UInt8]) -> Kind {
      Kind(name: name, isDiscarded: false) { memory, count in
        // wLength is what a control transfer counts.
        let length = [UInt8((count - 8) & 0xff), UInt8((count - 8) >> 8)]
        memory.base.copyMemory(from: setup[..<6] + length, byteCount: 8)
        return URB(.control, endpoint: 0, buffer: memory.base, length: Int32(count), owner: memory)
      }
    }
    func plain(_ name: String, _ type: TransferType, _ endpoint: UInt8, isDiscarded: Bool) -> Kind {
      Kind(name: name, isDiscarded: isDiscarded) { memory, count in
        URB(type, endpoint: endpoint, buffer: memory.base, length: Int32(count), owner: memory)
      }
    }
    var kinds = [
      plain("bulk OUT", .bulk, fixture.sink, isDiscarded: false),
      plain("discarded bulk IN", .bulk, fixture.loopIn, isDiscarded: true),
      control("control IN", URBCase.getDescriptor), control("control OUT", URBCase.vendorOut),
    ]
    if fixture.interruptIsClaimed {
      for (name, endpoint) in [("IN", fixture.interruptIn), ("OUT", fixture.interruptOut)] {
        if let endpoint { kinds.append(plain("interrupt \(name)", .interrupt, endpoint, isDiscarded: true)) }
      }
    }
    if fixture.rig.has(.isochronous) {
      try fixture.selectIsochronous()
      for (name, endpoint) in [("IN", fixture.isochronousIn), ("OUT", fixture.isochronousOut)] {
        kinds.append(
          Kind(name: "isochronous \(name)", isDiscarded: false) { memory, count in
            let packet = fixture.isochronousPacket
            let lengths = stride(from: 0, to: count, by: packet).map { min(packet, count - $0) }
            return URB(
              .isochronous, endpoint: endpoint, buffer: memory.base, length: Int32(count),
              flags: .isochronousASAP, packets: lengths.map { .init(length: $0) }, owner: memory)
          })
      }
    }
    return kinds
  }

  private var missingKinds: [String] {
    (fixture.missingInterrupt.map { [$0] } ?? []) + (fixture.rig.has(.isochronous) ? [] : ["isochronous"])
  }

  /// Takes an URB that was submitted back, whatever becomes of it.
  private func finish(_ urb: URB, _ kind: Kind) throws {
    // It may be done already.
    if kind.isDiscarded { try? fixture.device.discard(urb) }
    let reaped = try fixture.reap()
    #expect(reaped === urb, "\(kind.name)")
  }

  @Test(.requires(.root)) func `ACC-6: no kind of transfer leaves a drift`() throws {
    let quota = try Quota(fixture.location.node)
    let device = fixture.device
    /// Runs rounds that must leave the quota exactly, and each object and page, as they were.
    func run(_ name: String, _ count: Int, object: Int, _ round: () throws -> Void) throws {
      for _ in 0..<10 { try round() }
      let before = try quota.measure()
      let rounds = Rounds(count)
      try expectNothingLost(
        fixture.rig, after: "\(count) rounds, \(name)", objects: count * object,
        memory: max(1 << 20, count / 4 * Kernel.pageSize)
      ) {
        for number in 0..<count {
          rounds.begin(number, name)
          try round()
        }
        #expect(try quota.isUnchanged(since: before), "in use after \(count) rounds, \(name)")
      }
    }
    for kind in try kinds() {
      try run(kind.name, 300, object: 128) {
        let region = try device.map(Kernel.pageSize)
        region.fill(.source)
        let urb = kind.make(region, fixture.maxPacket)
        try device.submit(urb)
        try finish(urb, kind)
        try region.unmap()
      }
    }
    // What an URB takes beside itself: lists of pieces, and setup packets, which are small.
    let ordinary = fixture.buffer(64 << 10)
    try run("ordinary URBs in pieces", 300, object: 96) {
      let urb = fixture.urb(fixture.loopIn, ordinary, count: ordinary.count)
      try device.submit(urb)
      try device.discard(urb)
      _ = try fixture.reap()
    }
    let region = try fixture.map(pages: 1)
    for kind in try kinds() where kind.name.hasPrefix("control") {
      let urb = kind.make(region, fixture.maxPacket)
      try run("\(kind.name) on one region", 2_500, object: 7) {
        try device.submit(urb)
        try finish(urb, kind)
      }
    }
    for kind in try kinds() {
      // One byte past the end, once its region, its setup packet and its packets' lengths were looked at. The setup
      // packet is in the region, so that only its data is past the end.
      let past = Past(region, fixture.maxPacket)
      let urb = kind.make(past, fixture.maxPacket)
      try run("refused \(kind.name)", 2_000, object: 8) {
        do throws(Errno) {
          try device.submit(urb)
          Issue.record("\(kind.name) past the end is accepted")
          try? device.discard(urb)
          _ = try device.reap()
        } catch { if error != .invalidArgument { Issue.record("\(kind.name) past the end: \(error)") } }
      }
    }
    unreached(missingKinds)
  }

  /// The end of a region, and a byte more.
  private final class Past: Memory {
    let base: UnsafeMutableRawPointer
    let count: Int
    private let region: Region

    init(_ region: Region, _ count: Int) {
      self.region = region
      self.count = count
      base = region.base + region.count + 1 - count
    }
  }

  @Test(.requires(.root)) func `ACC-7: no kind of region URB counts its bytes again`() throws {
    // Regions up to the limit and one page less: room for an URB and its packets, not for its data.
    let length = 8 * Kernel.pageSize
    let large = try fixture.map(length)
    let buffer = fixture.buffer(length)
    var fillers: [Region] = []
    let scale = Kernel.pageSize / 4096
    try Quota.withLimit(scale) {
      for count in [64, 16, 1] {
        while let filler = try? fixture.device.map(count * Kernel.pageSize) { fillers.append(filler) }
      }
      try fillers.last?.unmap()
      for kind in try kinds() {
        // A control transfer's length has 16 bits.
        let count = kind.name.hasPrefix("control") ? min(length, 60_000) : length
        if count <= 2 * Kernel.pageSize {
          unreached("\(kind.name), whose transfers are no longer than this machine's pages")
          continue
        }
        buffer.fill(.source)
        large.fill(.source)
        // The control: an ordinary URB's bytes do count.
        let ordinary = kind.make(buffer, count)
        let refused = refusal { () throws(Errno) in try fixture.device.submit(ordinary) }
        if refused != .noMemory {
          if refused == nil { try finish(ordinary, kind) }
          try inconclusive("an ordinary \(kind.name) URB of \(count) bytes was not refused for the quota")
        }
        let urb = kind.make(large, count)
        let refusedRegion = refusal { () throws(Errno) in try fixture.device.submit(urb) }
        #expect(refusedRegion == nil, "a region's URB of \(count) bytes, \(kind.name)")
        if refusedRegion == nil { try finish(urb, kind) }
      }
    }
    withExtendedLifetime(fillers) {}
    unreached(missingKinds)
  }

  @Test(.requires(.root)) func `ACC-8: limits of 4 GiB and more hold`() throws {
    let buffer = fixture.buffer(2 << 20)
    func expectRoom(_ limit: Int) throws {
      try Quota.withLimit(limit) {
        #expect(throws: Never.self, "a region of 4 MiB under \(limit) MiB") {
          try fixture.device.map(4 << 20).unmap()
        }
        let urb = fixture.urb(fixture.loopIn, buffer, count: buffer.count)
        let refused = refusal { () throws(Errno) in try fixture.device.submit(urb) }
        #expect(refused == nil, "an ordinary URB of 2 MiB under \(limit) MiB")
        if refused == nil {
          try fixture.device.discard(urb)
          _ = try fixture.reap()
        }
      }
    }
    // The control: without a limit there is memory for both.
    do {
      try Quota.withLimit(0) { try fixture.device.map(4 << 20).unmap() }
    } catch { try inconclusive("no region of 4 MiB without a limit: \(error)") }
    // What 32 bits make of them: none, 1 MiB, 1 MiB, 4095 MiB.
    for limit in [4096, 4097, 65537, Int(UInt32.max)] { try expectRoom(limit) }
    // With the control that a limit of 1 MiB has no room for either.
    try Quota.withLimit(1) { #expect(throws: Errno.noMemory) { try fixture.device.map(4 << 20).unmap() } }
  }

  /// Opens the node, maps a region at a place, runs a control URB on it, and leaves a second one behind if told so.
  private static func comeAndGo(
    _ node: UnsafePointer<CChar>, _ place: UnsafeMutableRawPointer, _ urbs: [URB], _ slot: Buffer
  ) -> CInt {
    let fd = open(node, O_RDWR)
    if fd < 0 { return 1 }
    let address = cusbfs_mmap(
      place, Kernel.pageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0)
    if address != Int(bitPattern: place) { return 2 }
    for urb in urbs {
      guard let buffer = urb.buffer else { return 3 }
      URBCase.getDescriptor.withUnsafeBytes { _ = memcpy(buffer, $0.baseAddress!, 8) }
      if cusbfs_ioctl(fd, CUSBFS_SUBMITURB, urb.address) != 0 { return 4 }
    }
    if cusbfs_ioctl(fd, CUSBFS_REAPURB, slot.base) != 0 { return 5 }
    return 0
  }

  @Test(.requires(.root)) func `ACC-9: processes that came and went leave nothing`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let place = fixture.buffer(Kernel.pageSize)
    let slot = fixture.buffer(8)
    let urbs = (0..<2).map {
      URB(.control, endpoint: 0, buffer: place.base + $0 * 512, length: 26, owner: place)
    }
    func run(
      _ name: String, _ count: Int, object: Int, ofAtLeast smallest: Int = 0, _ round: (Int) throws -> Void
    ) throws {
      for number in 0..<5 { try round(number) }
      try expectNothingLost(
        fixture.rig, after: "\(count) \(name)", objects: count * object, ofAtLeast: smallest, memory: 4 << 20
      ) {
        let rounds = Rounds(count)
        for number in 0..<count {
          rounds.begin(number, name)
          try round(number)
        }
      }
    }
    func child(_ number: Int) throws {
      let node = fixture.location.node.string
      let child = try node.withCString { node in
        try ForkedProcess { _ in
          Self.comeAndGo(node, place.base, number % 2 == 0 ? urbs : [urbs[0]], slot)
        }
      }
      #expect(try child.status() == 0, "process \(number): the step that failed")
    }
    try run("processes", 300, object: 96, child)
    #expect(try quota.isUnchanged(since: before), "in use after 300 processes")
    guard fixture.rig.has(.gadgetControl) else { return unreached("a device that goes") }
    try fixture.device.close()
    // A device takes 2 KiB. Of smaller objects the gadget itself loses some each time (on Linux 6.12 nine or more, four
    // of 64 bytes among them: buffers of f_hid, which forgets requests each time its interface is set).
    try run("devices that went", 8, object: 1024, ofAtLeast: 1024) { number in
      try Gadget.detach(fixture.rig)
      let location = try Gadget.attach(fixture.rig)
      try Device(location.node).close()
    }
  }
}
