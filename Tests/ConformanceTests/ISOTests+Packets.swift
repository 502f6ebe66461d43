import DeviceControl
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.ISO {
  /// The most bytes of a packet that the device gives back (`takeOut`): as much as QEMU takes in one control transfer.
  private static let mostTaken = 4096 - 2

  @Test(.requires(.highBandwidth, .emulatedDevice))
  func `ISO-9: packets of several bus packets are whole`() throws {
    let (one, most) = (fixture.isochronousPacket, fixture.highBandwidthPacket)
    let lengths = [most, one + 1, 4, 2 * one, most - 1, 2 * one + 1, one, 100]
    // An URB of the most packets there may be, so that offsets go beyond 16 bits.
    let packets = 128
    let size = packets * most
    let region = try fixture.map(2 * size)
    let urbs = (0..<2).map {
      fixture.isochronous(
        fixture.isochronousIn, region, at: $0 * size, lengths: Array(repeating: most, count: packets))
    }
    var changed = 0
    var long = 0
    var checker = try IsochronousChecker(fixture, highBandwidth: true) { lengths[$0 % 8] }
    try fixture.stream(
      urbs, prepare: { memset($0.buffer!, 0xaa, size) },
      until: { urb in
        try checker.check(urb) { gap in if !gap.holds(.byte(0xaa)) { changed += 1 } }
        long += urb.packets.count { $0.actualLength > one }
        return checker.isBroken || changed > 0 || checker.count >= 2 * packets
      })
    #expect(changed == 0, "gaps that changed")
    if !checker.isBroken, long == 0 { try inconclusive("no packet of more than \(one) bytes came") }
    try sendHighBandwidth(region, lengths.map { min($0, Self.mostTaken) })

    for endpoint in [fixture.isochronousIn, fixture.isochronousOut] {
      expectRefused(
        fixture.isochronous(endpoint, region, lengths: [most, most + 1]), .messageTooLong, by: fixture.device,
        "a packet of \(most + 1) bytes")
    }
  }

  private func sendHighBandwidth(_ region: Region, _ lengths: [Int]) throws {
    try fixture.selectIsochronous(highBandwidth: true)
    try sendFour(region, lengths, seed: 9)
  }

  /// Sends four URBs with packets of these lengths, three bytes apart, and expects the device to have what was sent.
  private func sendFour(_ region: Region, _ lengths: [Int], seed: UInt64) throws {
    region.fill(.pattern(seed: seed))
    let urbs = (0..<4).map {
      fixture.isochronous(
        fixture.isochronousOut, region, at: $0 * (lengths.reduce(0, +) + 3), lengths: lengths)
    }
    try send(urbs)
  }

  /// Runs OUT URBs until most of their packets went, and expects the device to have just these.
  ///
  /// A packet that came too late for its frame was not sent, and says so. On a machine that is busy these are many.
  private func send(_ urbs: [URB]) throws {
    var late = 0
    for _ in 0..<16 {
      try sendOnce(urbs)
      try expectTaken(urbs)
      late = urbs.flatMap(\.packets).count { $0.status != 0 }
      if 2 * late <= urbs.flatMap(\.packets).count { return }
    }
    try inconclusive("most packets missed their frames 16 times, \(late) of them the last time")
  }

  /// Runs OUT URBs, each packet of which must go well or miss its frame.
  private func sendOnce(_ urbs: [URB]) throws {
    for urb in urbs { try fixture.device.submit(urb) }
    for urb in urbs {
      #expect(try fixture.reap() === urb)
      #expect(urb.error == nil, "status of the URB")
      #expect(
        urb.packets.allSatisfy { $0.isDoneOrLate }, "status of each packet: \(urb.packets.map(\.status))")
    }
  }

  /// Expects the device to have the packets that were sent, and no others.
  private func expectTaken(_ urbs: [URB]) throws {
    let taken = fixture.buffer(2 + Self.mostTaken)
    for (number, urb) in urbs.enumerated() {
      var place = UnsafeRawPointer(urb.buffer!)
      for (index, packet) in urb.packets.enumerated() {
        let length = Int(packet.length)
        defer { place += length }
        if packet.status != 0 { continue }
        let count = try fixture.ask(.takeOut, into: taken.bytes)
        guard count == 2 + length else {
          Issue.record("packet \(index) of URB \(number): \(length) bytes sent, \(count - 2) arrived")
          return
        }
        expect(
          taken[at: 2, count: length], holds: .bytes(UnsafeRawBufferPointer(start: place, count: length)),
          "packet \(index) of URB \(number)")
      }
    }
    #expect(try fixture.ask(.takeOut, into: taken.bytes) == 0, "packets that nobody sent")
  }

  @Test(.requires(.isochronous, .emulatedDevice))
  func `ISO-10: packets of no length, and of a discarded URB`() throws {
    if let reason = fixture.rig.quirks[.dropsEmptyPackets] {
      unreached("packets of length 0, for \(reason)")
    } else {
      try sendEmptyPackets()
      try receiveBesideEmptyPackets()
    }
    try discardAmidPackets()
  }

  private func sendEmptyPackets() throws {
    try fixture.selectIsochronous()
    let most = fixture.isochronousPacket
    let lengths = [0, 1, 0, 0, most, 0, 64, 0]
    let region = try fixture.map(4 * (lengths.reduce(0, +) + 3))
    try sendFour(region, lengths, seed: 10)
    // Nothing but empty packets is a buffer of no length, on the region's last byte, too.
    let empty = fixture.isochronous(
      fixture.isochronousOut, region, at: region.count - 1, lengths: [0, 0, 0])
    try send([empty])
  }

  /// Packets that ask for nothing between such that take what comes: these must stand where they belong.
  private func receiveBesideEmptyPackets() throws {
    try fixture.selectIsochronous()
    let most = fixture.isochronousPacket
    let lengths = [0, most, 0, 0, most, most, 0, most]
    let size = lengths.reduce(0, +)
    let region = try fixture.map(4 * size)
    let urbs = (0..<4).map {
      fixture.isochronous(fixture.isochronousIn, region, at: $0 * size, lengths: lengths)
    }
    let length = { (number: Int) in 4 + number * 37 % (most - 4) }
    var (scheduled, next, seen) = (DeviceRequest.mostScheduled, 0, 0)
    try fixture.schedule((0..<scheduled).map(length))
    var isBroken = false
    func look(_ urb: URB) throws {
      var place = urb.buffer!
      for packet in urb.packets {
        // What the device sent to a packet that asks for nothing was too much, and is lost. QEMU's UHCI leaves the length of
        // such a one as it was (hw/usb/hcd-uhci.c, uhci_handle_td_error), which reads as 1.
        let count = packet.status == 0 ? Int(packet.actualLength) : 0
        defer { place += Int(packet.length) }
        let rest = UnsafeMutableRawBufferPointer(start: place + count, count: Int(packet.length) - count)
        if !rest.holds(.byte(0xaa)) {
          Issue.record("bytes changed behind a packet of \(count) of \(packet.length)")
          isBroken = true
        }
        if count == 0 { continue }
        let number = Int(UnsafeRawPointer(place).loadUnaligned(as: UInt32.self))
        guard number >= next, number < scheduled,
          Fixture.scheduledPacket(number, count: length(number)).elementsEqual(
            UnsafeRawBufferPointer(start: place, count: count))
        else {
          Issue.record("\(count) bytes came that begin as packet \(number); one from \(next) on was expected")
          isBroken = true
          return
        }
        seen += 1
        next = number + 1
      }
    }
    var runs = 0
    try fixture.stream(
      urbs, prepare: { memset($0.buffer!, 0xaa, size) },
      until: { urb in
        try look(urb)
        runs += 1
        if runs % 256 == 0 {
          try fixture.schedule((scheduled..<scheduled + DeviceRequest.mostScheduled / 2).map(length))
          scheduled += DeviceRequest.mostScheduled / 2
        }
        return isBroken || seen >= 20 || runs > 20_000
      })
    if !isBroken, seen < 20 { try inconclusive("\(seen) packets came in \(runs) URBs") }
  }

  /// Discards URBs in the midst of their packets: the device sends whole packets for ever.
  private func discardAmidPackets() throws {
    try fixture.selectIsochronous()
    let most = fixture.isochronousPacket
    let lengths = Array(repeating: most, count: 128)
    let size = most * lengths.count
    let region = try fixture.map(2 * size)
    let expected = (0..<most).map { UInt8($0 % 63) }
    let urbs = (0..<2).map {
      fixture.isochronous(fixture.isochronousIn, region, at: $0 * size, lengths: lengths)
    }
    var (came, missed, emptyLast) = (0, 0, 0)
    for _ in 0..<64 where came == 0 || missed == 0 {
      region.fill(.byte(0xaa))
      for urb in urbs { try fixture.device.submit(urb) }
      // When the first is done the second has begun.
      #expect(try fixture.reap() === urbs[0])
      let urb = urbs[1]
      do { try fixture.device.discard(urb) } catch {
        _ = try fixture.reap()
        continue
      }
      #expect(try fixture.reap() === urb)
      #expect(urb.error == .noSuchFileOrDirectory, "status of the discarded URB")
      var place = urb.buffer!
      for (index, packet) in urb.packets.enumerated() {
        let count = Int(packet.actualLength)
        defer { place += most }
        let rest = UnsafeMutableRawBufferPointer(start: place + count, count: most - count)
        if !rest.holds(.byte(0xaa)) {
          Issue.record("packet \(index), status \(packet.status): bytes changed behind its \(count)")
          return
        }
        if packet.status != 0 {
          #expect(count == 0, "actual_length of packet \(index), status \(packet.status)")
          missed += 1
        } else if count > 0 {
          guard expected.elementsEqual(UnsafeRawBufferPointer(start: place, count: count)) else {
            Issue.record("packet \(index) is not what the device sent")
            return
          }
          came += 1
        }
      }
      if let last = urb.packets.last, last.status == 0, last.actualLength == 0 { emptyLast += 1 }
    }
    if came == 0 { try inconclusive("no packet of a discarded URB had come") }
    if missed == 0 {
      // Not come, or QEMU had none for it: that looks the same.
      if emptyLast > 0 { try inconclusive("no packet of a discarded URB is said not to have come") }
      unreached("packets that did not come: the controller's driver let discarded URBs run to their end")
    }
  }
}
