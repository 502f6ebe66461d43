import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.UNM {
  /// A transfer of another type than bulk, and the way to keep it in flight for a while.
  private struct Flight {
    /// The name in messages.
    let name: String
    /// Size of its region in bytes.
    let size: Int
    /// Number of bytes that it brings; nil if that is not known beforehand.
    let count: Int?
    /// Makes the URB, which fills the region.
    let urb: (Region) -> URB
    /// Submits the URB, calls back while it is in flight, and has it completed and reaped.
    let run: (URB, _ inFlight: () throws -> Void) throws -> Void
  }

  private func flights() throws -> [Flight] {
    func run(_ urb: URB, _ inFlight: () throws -> Void) throws {
      try fixture.device.submit(urb)
      try inFlight()
      #expect(try fixture.reap() === urb)
    }
    let control = Flight(
      name: "control", size: Kernel.pageSize, count: 18,
      urb: { [fixture] region in
        region.base.copyMemory(from: URBCase.getDescriptor, byteCount: 8)
        return fixture.urb(0, region, count: 26, type: .control)
      }, run: run)
    var flights = [control]
    if let peer = InterruptPeer(fixture) {
      let bytes = Pattern.bytes(63, seed: 5)
      flights.append(
        Flight(
          name: "interrupt", size: Kernel.pageSize, count: bytes.count,
          urb: { [fixture] in fixture.urb(fixture.interruptIn!, $0, count: 64, type: .interrupt) },
          run: { urb, inFlight in try peer.give(bytes, to: urb, inFlight: inFlight) }))
    } else {
      unreached("interrupt")
    }
    if fixture.rig.has(.isochronous) {
      try fixture.selectIsochronous()
      let packets = 64
      let lengths = Array(repeating: fixture.isochronousPacket, count: packets)
      flights.append(
        Flight(
          name: "isochronous", size: packets * fixture.isochronousPacket, count: nil,
          urb: { [fixture] in fixture.isochronous(fixture.isochronousIn, $0, lengths: lengths) }, run: run))
    } else {
      unreached("isochronous")
    }
    return flights
  }

  @Test(.requires(.root, .concurrentTransfers))
  func `UNM-10: munmap with other transfers than bulk in flight`() throws {
    let quota = try Quota(fixture.location.node)
    let rounds = Rounds(60)
    for flight in try flights() {
      let before = try quota.measure()
      var inFlight = 0
      for number in 0..<rounds.count {
        let round = rounds.begin(number, flight.name)
        let region = try fixture.map(flight.size)
        let urb = flight.urb(region)
        let stranger = Buffer(16 * Kernel.pageSize)
        try flight.run(urb) {
          #expect(throws: Never.self, "\(round): munmap") { try region.unmap() }
          if try fixture.device.events().isEmpty { inFlight += 1 }
          // If the region's pages were free now, the next pages that are asked for would be among them.
          stranger.fill(.pattern(seed: UInt64(number)))
          #expect(
            try quota.measure().usage - before.usage >= region.count,
            "\(round): the region counts after munmap, before the reap")
        }
        #expect(urb.error == nil, "\(round): status of the URB")
        if let count = flight.count { #expect(urb.actualLength == count, "\(round): actual_length") }
        expect(stranger, holds: .pattern(seed: UInt64(number)), "\(round): memory taken after munmap")
        #expect(try quota.isUnchanged(since: before), "\(round): in use after the reap")

        let second = try fixture.map(flight.size)
        let discarded = flight.urb(second)
        try fixture.device.submit(discarded)
        try second.unmap()
        try fixture.discardUnlessDone(discarded)
        #expect(try fixture.reap() === discarded)
        #expect(try quota.isUnchanged(since: before), "\(round): in use after a discard")
        if number >= 4, inFlight > 0 { break }
      }
      if inFlight == 0 { try inconclusive("every \(flight.name) transfer was done before the munmap") }
    }
  }

  @Test(.requires(.root, .concurrentTransfers)) func `UNM-11: a deep queue is cancelled while data flows`()
    throws
  {
    let depth = 32
    let orders = ["from the front", "from the back", "from the middle"]
    let rounds = Rounds(24)
    for number in 0..<rounds.count {
      let isLooped = number % 2 == 1
      // Once an IN of several packets has waited for 200 ms, uhci_hcd takes it out of the schedule and in again
      // (uhci_advance_check), and QEMU's UHCI brings no more data then.
      let size = (isLooped && fixture.rig.controllerDriver == "uhci_hcd" ? 1 : 32) * fixture.maxPacket
      let order = number / 2 % orders.count
      let round = rounds.begin(number, "\(isLooped ? "loopback" : "source") \(orders[order])")
      let endpoint = isLooped ? fixture.loopIn : fixture.source
      let region = try fixture.map(depth * size)
      region.fill(.byte(0x5a))
      let urbs = (0..<depth).map { fixture.urb(endpoint, region, at: $0 * size, count: size) }
      for urb in urbs { try fixture.device.submit(urb) }
      var inFlight = depth
      // Some complete, and of these some go in again.
      for index in 0..<8 {
        if isLooped { try fixture.sendToLoopback(1000, seed: UInt64(index)) }
        let urb = try fixture.reap()
        inFlight -= 1
        if index % 2 == 0 {
          try fixture.device.submit(urb)
          inFlight += 1
        }
      }
      let cancelled: [URB] =
        switch order {
        case 0: urbs
        case 1: Array(urbs.reversed())
        default: Array(urbs[(depth / 2)...] + urbs[..<(depth / 2)].reversed())
        }
      for (index, urb) in cancelled.enumerated() {
        if isLooped, index % 8 == 0 { try fixture.sendToLoopback(1000, seed: UInt64(index)) }
        try fixture.discardUnlessDone(urb)
      }
      for _ in 0..<inFlight { _ = try fixture.reap() }
      #expect(throws: Errno.resourceTemporarilyUnavailable, "\(round): reaped after the last") {
        try fixture.device.reapNow()
      }
      try expectUntouched(region, round, unmapping: number / 6 % 2 == 1) {
        // What comes now is for others. The loopback keeps it until they ask.
        if isLooped { for seed: UInt64 in 0..<4 { try fixture.sendToLoopback(1000, seed: seed) } }
        let next = try fixture.map(size)
        for _ in 0..<4 { try fixture.submitAndReap(fixture.urb(endpoint, next, count: size)) }
      }
      for interface in [fixture.rig.loopback, fixture.rig.sourceSink] {
        try fixture.device.setInterface(interface.number, alternate: 0)
      }
      Supervisor.heartbeat()
    }
  }

  /// Expects that no byte of a region that nothing uses any more changes in `transfers`, also if it was unmapped and its
  /// pages are another's.
  private func expectUntouched(
    _ region: Region, _ round: String, unmapping: Bool, during transfers: () throws -> Void
  ) throws {
    if unmapping {
      try region.unmap()
      // Blocks of one size are given out again as they came back.
      let heirs = try (0..<2).map { _ in try fixture.map(region.count) }
      for heir in heirs { heir.fill(.pattern(seed: 7)) }
      try transfers()
      for heir in heirs { expect(heir, holds: .pattern(seed: 7), "\(round): pages that were used again") }
      for heir in heirs { try heir.unmap() }
    } else {
      let copy = fixture.buffer(region.count)
      copy.bytes.copyMemory(from: UnsafeRawBufferPointer(region.bytes))
      try transfers()
      expect(region, holds: .bytes(of: copy), "\(round): the region after the last reap")
      try region.unmap()
    }
  }
}
