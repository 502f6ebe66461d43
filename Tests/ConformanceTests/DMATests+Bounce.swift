import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.DMA {
  /// The slots that come into use while `body` runs and an URB that it made is in flight.
  private func slots(of urb: URB, since before: Int) throws -> Int {
    try fixture.device.submit(urb)
    let now = try #require(BounceBuffers.used)
    try? fixture.device.discard(urb)
    #expect(try fixture.reap() === urb)
    return now - before
  }

  @Test(.requires(.bounceBuffers, .root)) func `DMA-5: a region needs no bounce buffer`() throws {
    let size = 128 << 10
    let needed = size / BounceBuffers.slot
    let before = try #require(BounceBuffers.used)
    let region = try fixture.map(size)
    let buffer = fixture.buffer(size)
    // Other devices may take a few meanwhile.
    #expect(try #require(BounceBuffers.used) - before < needed / 2, "bounce buffers of a region")

    // What stays in flight: an IN that waits for data, and isochronous packets, the last of which are not yet due.
    var kinds: [(name: String, region: () -> URB, ordinary: () -> URB)] = [
      (
        "bulk IN", { fixture.urb(fixture.loopIn, region, count: size) },
        { fixture.urb(fixture.loopIn, buffer, count: size) }
      )
    ]
    if fixture.rig.has(.isochronous) {
      let lengths = Array(
        repeating: fixture.isochronousPacket, count: min(128, size / fixture.isochronousPacket))
      for (name, isIn) in [("isochronous IN", true), ("isochronous OUT", false)] {
        let endpoint = isIn ? fixture.isochronousIn : fixture.isochronousOut
        kinds.append(
          (
            name, { fixture.isochronous(endpoint, region, lengths: lengths) },
            { fixture.isochronous(endpoint, buffer, lengths: lengths) }
          ))
      }
      try fixture.selectIsochronous()
    }
    for kind in kinds {
      let urb = kind.region()
      let bytes = urb.packets.isEmpty ? size : urb.packets.reduce(0) { $0 + Int($1.length) }
      let needed = bytes / BounceBuffers.slot
      // The control. Isochronous packets may be done before anybody looks.
      var ordinary = 0
      for _ in 0..<10 where ordinary < needed {
        ordinary = try slots(of: kind.ordinary(), since: try #require(BounceBuffers.used))
      }
      if ordinary < needed {
        try inconclusive("\(kind.name): ordinary memory took \(ordinary) bounce buffers of \(needed)")
      }
      let taken = try slots(of: urb, since: before)
      #expect(taken < needed / 2, "bounce buffers of a region's \(kind.name) of \(bytes) bytes")
    }
    try Quota.withLimit(0) { try transferWithoutBounceBuffers(region) }
  }

  /// Uses all bounce buffers up with URBs of ordinary memory that wait, and then transfers.
  private func transferWithoutBounceBuffers(_ region: Region) throws {
    let all = try #require(BounceBuffers.all)
    let buffer = fixture.buffer(512 << 10)
    var waiting: [URB] = []
    defer {
      for urb in waiting.reversed() { try? fixture.device.discard(urb) }
      for _ in waiting { _ = try? fixture.reap() }
    }
    var size = buffer.count
    while size >= BounceBuffers.slot {
      let urb = fixture.urb(fixture.loopIn, buffer, count: size)
      if refusal({ () throws(Errno) in try fixture.device.submit(urb) }) == nil {
        waiting.append(urb)
        if waiting.count > all {
          try inconclusive("\(waiting.count) URBs did not use up \(all) bounce buffers")
        }
      } else {
        size /= 2
      }
    }
    let count = 4096
    let source = fixture.urb(fixture.source, region, count: count)
    let sink = fixture.urb(fixture.sink, region, count: count)
    for number in 0..<100 {
      // The control: there are none left, before and after each transfer of the region.
      for endpoint in [fixture.source, fixture.sink] {
        let ordinary = fixture.urb(endpoint, buffer, count: count)
        guard let refused = refusal({ () throws(Errno) in try fixture.device.submit(ordinary) }) else {
          _ = try fixture.reap()
          try inconclusive("transfer \(number) of ordinary memory was not refused")
        }
        if refused != .resourceTemporarilyUnavailable {
          try inconclusive("transfer \(number) of ordinary memory was refused with \(refused)")
        }
      }
      region[..<count].fill(.byte(0x5a))
      for urb in [source, sink] {
        guard refusal({ () throws(Errno) in try fixture.device.submit(urb) }) == nil else {
          Issue.record("transfer \(number) of a region was refused with all bounce buffers used up")
          return
        }
        #expect(try fixture.reap() === urb)
        expectDone(urb, count)
        expect(region[..<count], holds: .source, "transfer \(number)")
      }
    }
  }
}
