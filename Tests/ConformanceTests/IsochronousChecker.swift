import DeviceControl
import Glibc
import Rig
import Testing
import USBFS

/// Lets the isochronous IN endpoint send numbered packets, follows what comes of them, and says where it differs.
///
/// QEMU's redirection gives none before it holds 60: until then packets complete empty, and so they do whenever it ran
/// dry. Those are counted and passed over; among the packets with data none may be missing, repeated, mixed or cut. A
/// host controller that saw no transfer for the endpoint for a while may have stopped the stream, and QEMU forgot what
/// it held; the device knows when that happened, and what was lost is counted.
struct IsochronousChecker {
  private let fixture: Fixture
  /// The length of the packet of each number.
  private let length: (Int) -> Int
  private let expectedErrors: Int
  /// Number of packets that were scheduled.
  private var scheduled = 0
  /// The number of the packet that must come next; all before it came or are `lost`.
  private(set) var next = 0
  /// Packets that came.
  private(set) var count = 0
  /// Packets that QEMU held when the controller stopped the stream.
  private(set) var lost = 0
  /// Beginnings of streams, as the device last gave them, and how many of them explain nothing more.
  private var beginnings: [Int] = []
  private var explained = 1
  /// Packets whose frame had gone by.
  private(set) var late = 0
  /// Other empty packets before the first with data, and after it.
  private(set) var emptyBefore = 0
  private(set) var emptyAfter = 0
  /// Packets for which QEMU had nothing, since one for which it had, or since the device was asked why.
  private var emptyInARow = 0
  /// Packets that came with an error, and how many may.
  private(set) var errors = 0
  /// Something came that the device did not send.
  private(set) var isBroken = false

  /// Chooses the alternate setting and schedules as many packets as QEMU holds.
  /// - Parameters:
  ///   - expectedErrors: Packets that may come with an error.
  ///   - highBandwidth: Whether packets consist of several of the bus.
  ///   - length: Of the packet of that number: at least 4, for it to name itself, at most that of the endpoint's packets.
  init(
    _ fixture: Fixture, expectedErrors: Int = 0, highBandwidth: Bool = false, length: @escaping (Int) -> Int
  ) throws {
    self.fixture = fixture
    self.length = length
    self.expectedErrors = expectedErrors
    try fixture.selectIsochronous(highBandwidth: highBandwidth)
    if expectedErrors > 0 { try fixture.fail(fixture.isochronousIn, .error, count: expectedErrors) }
    try topUp()
  }

  /// Checks the packets of a completed URB; calls `gap` with the memory behind each packet's data. An URB that moved
  /// nothing at all has none: of ordinary memory nothing is written then (`processcompl`).
  mutating func check(_ urb: URB, gap: (UnsafeMutableRawBufferPointer) -> Void = { _ in }) throws {
    let hasGaps = urb.packets.contains { $0.actualLength > 0 }
    var place = urb.buffer!
    for packet in urb.packets {
      let count = Int(packet.actualLength)
      guard count <= packet.length else {
        return fail("actual_length \(count) of a packet of \(packet.length)")
      }
      if packet.isLate, count == 0 {
        late += 1
      } else if packet.status == 0, count == 0 {
        if next == 0 { emptyBefore += 1 } else { emptyAfter += 1 }
        emptyInARow += 1
      } else if packet.status != 0 {
        errors += 1
        next += 1
        guard errors <= expectedErrors else {
          return fail("packet \(next - 1) came with status \(packet.status)")
        }
      } else {
        try expectPacket(UnsafeRawBufferPointer(start: place, count: count))
        if isBroken { return }
      }
      if hasGaps {
        gap(UnsafeMutableRawBufferPointer(start: place + count, count: Int(packet.length) - count))
      }
      place += Int(packet.length)
    }
    if fixture.rig.has(.concurrentTransfers) { try topUp() }
    if emptyBefore + emptyAfter + late > 200_000 { try inconclusive("the device's packets did not come") }
  }

  /// Keeps the device supplied. A controller that has but one transfer in flight has what was scheduled at first.
  private mutating func topUp() throws {
    var more = DeviceRequest.mostScheduled - (scheduled - next)
    if more < 16 { more = 0 }
    if emptyInARow > DeviceRequest.mostScheduled {
      // Nothing comes any more. If a stream began late in the schedule, QEMU has too few to give any.
      emptyInARow = 0
      let sent = try scheduled - (hearBeginnings() ?? 0)
      more = max(more, DeviceRequest.mostScheduled / 2 - sent)
    }
    guard more > 0 else { return }
    try fixture.schedule((scheduled..<scheduled + more).map(length))
    scheduled += more
  }

  /// - Returns: The number with which the newest stream began.
  @discardableResult
  private mutating func hearBeginnings() throws -> Int? {
    beginnings = try fixture.streamBeginnings()
    if beginnings.count == DeviceRequest.mostBeginnings {
      try inconclusive("the controller kept stopping the stream")
    }
    return beginnings.last
  }

  private mutating func expectPacket(_ bytes: UnsafeRawBufferPointer) throws {
    emptyInARow = 0
    if bytes.count >= 4, case let number = Int(bytes.loadUnaligned(as: UInt32.self)),
      next < number, number < scheduled, fixture.rig.has(.concurrentTransfers)
    {
      try hearBeginnings()
      if let stream = beginnings.indices.dropFirst(explained).first(where: { beginnings[$0] >= number }) {
        explained = stream + 1
        lost += number - next
        next = number
      }
    }
    let expected = Fixture.scheduledPacket(next, count: length(next))
    guard next < scheduled, expected.elementsEqual(bytes) else {
      let number = bytes.count < 4 ? -1 : Int(bytes.loadUnaligned(as: UInt32.self))
      return fail(
        "packet \(next) of \(expected.count) bytes was expected; \(bytes.count) bytes came that begin as packet \(number)"
      )
    }
    next += 1
    count += 1
  }

  private mutating func fail(_ what: String) {
    isBroken = true
    Issue.record("\(what)")
  }
}

extension URB.Packet {
  /// The packet went well, or its frame had gone by before the controller came to it (EXDEV): that is a matter of
  /// speed, and the packet was neither sent nor received.
  var isDoneOrLate: Bool { status == 0 || isLate }

  var isLate: Bool { status == -EXDEV }
}
