import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

/// The data of transfers whose buffers end on a region's last byte. Each gives the parts that the rig does not reach.
extension Conformance.BND {
  func expectBulkCarried(toEndOf region: Region) throws {
    for count in [1, fixture.maxPacket - 1, fixture.loopRequest] {
      let start = region.count - count
      region.fill(.byte(0xee))
      try fixture.sendToLoopback(count, seed: 1)
      expectDone(
        try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, at: start, count: count)), count)
      expect(region[start...], holds: .pattern(seed: 1), "bulk IN of \(count)")
      expect(region[..<start], holds: .byte(0xee), "before a bulk IN of \(count)")

      region[start...].fill(.source)
      expectDone(try fixture.submitAndReap(fixture.urb(fixture.sink, region, at: start, count: count)), count)
      // A wrong byte would have stalled the sink.
      let next = fixture.urb(fixture.sink, region, at: start, count: count)
      expectDone(try fixture.submitAndReap(next), count)
    }
  }

  func expectControlCarried(toEndOf region: Region) throws -> [String] {
    let start = region.count - 26
    region.fill(.byte(0xee))
    (region.base + start).copyMemory(from: URBCase.getDescriptor, byteCount: 8)
    expectDone(
      try fixture.submitAndReap(fixture.urb(0, region, at: start, count: 26, type: .control)), 18)
    #expect(
      Array(region[(start + 8)...]) == Array(try fixture.device.descriptors()[..<18]), "control IN")

    (region.base + start).copyMemory(from: URBCase.vendorOut, byteCount: 8)
    region[(start + 8)...].fill(.pattern(seed: 2))
    let out = try fixture.submitAndReap(fixture.urb(0, region, at: start, count: 26, type: .control))
    guard fixture.rig.isEmulated else {
      // The gadget stalls a request that it does not know.
      #expect(out.error == .brokenPipe, "status of a control OUT that the gadget refuses")
      return ["the data of control OUT"]
    }
    expectDone(out, 18)
    let kept = fixture.buffer(18)
    #expect(try fixture.ask(.readBack, into: kept.bytes) == 18)
    expect(kept, holds: .pattern(seed: 2), "control OUT")
    return []
  }

  func expectInterruptCarried(toEndOf region: Region) throws -> [String] {
    if let missing = fixture.missingInterrupt { return [missing] }
    guard let peer = InterruptPeer(fixture), let input = fixture.interruptIn,
      let output = fixture.interruptOut
    else { return ["the data of interrupt transfers, whose other end is on another machine"] }
    defer { peer.close() }
    let start = region.count - 64
    region.fill(.byte(0xee))
    let received = fixture.urb(input, region, at: start, count: 64, type: .interrupt)
    expectDone(try peer.give(Pattern.bytes(64, seed: 3), to: received), 64)
    expect(region[start...], holds: .pattern(seed: 3), "interrupt IN")
    expect(region[..<start], holds: .byte(0xee), "before an interrupt IN")

    region[start...].fill(.pattern(seed: 4))
    let sent = fixture.urb(output, region, at: start, count: 64, type: .interrupt)
    let report = fixture.buffer(64)
    #expect(try peer.take(sent, into: report) == 64, "bytes that an interrupt OUT brought")
    expectDone(sent, 64)
    expect(report, holds: .pattern(seed: 4), "interrupt OUT")
    return []
  }

  func expectIsochronousCarried(toEndOf region: Region) throws -> [String] {
    guard fixture.rig.has(.isochronous) else { return ["isochronous"] }
    guard fixture.rig.isEmulated else { return ["the data of isochronous transfers"] }
    let packet = fixture.isochronousPacket
    let lengths = [packet, packet]
    var checker = try IsochronousChecker(fixture) { _ in packet }
    let places = [region.count - 2 * packet, region.count - 4 * packet]
    try fixture.stream(
      places.map { fixture.isochronous(fixture.isochronousIn, region, at: $0, lengths: lengths) }
    ) { urb in
      #expect(urb.error == nil, "status of an isochronous IN")
      try checker.check(urb)
      return checker.isBroken || checker.count >= 8
    }

    try fixture.selectIsochronous()
    region.fill(.pattern(seed: 5))
    let out = fixture.isochronous(fixture.isochronousOut, region, at: places[0], lengths: lengths)
    // A packet that was too late for its frame was not sent; the last one is what matters.
    let taken = fixture.buffer(2 + packet)
    for _ in 0..<1000 {
      try fixture.submitAndReap(out)
      #expect(out.error == nil && out.packets.allSatisfy(\.isDoneOrLate), "isochronous OUT")
      for (index, sent) in out.packets.enumerated() where sent.status == 0 {
        #expect(try fixture.ask(.takeOut, into: taken.bytes) == 2 + packet, "bytes of an isochronous OUT")
        let source = UnsafeRawBufferPointer(region[at: places[0] + index * packet, count: packet])
        expect(taken[2...], holds: .bytes(source), "isochronous OUT, packet \(index)")
      }
      if out.packets[1].status == 0 { return [] }
    }
    try inconclusive("no last packet of 1000 isochronous OUTs was in time for its frame")
  }
}
