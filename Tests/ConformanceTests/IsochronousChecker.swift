import Glibc
import Rig
import Testing
import USBFS

/// Follows what an isochronous IN endpoint brings of a schedule, and says where it differs.
///
/// QEMU's redirection buffers some 60 packets before the first: until then packets complete empty, and so they do
/// whenever its buffer ran dry. Those are counted and passed over; among the packets with data none may be missing,
/// repeated, mixed or cut.
struct IsochronousChecker {
  private let bench: Bench
  private(set) var lengths: [Int] = []
  /// The number of the packet that must come next; all before it came.
  private(set) var next = 0
  /// Empty packets before the first with data, and after it.
  private(set) var emptyBefore = 0
  private(set) var emptyAfter = 0
  /// Packets that came with an error, and how many may.
  private(set) var errors = 0
  private let expectedErrors: Int

  init(_ bench: Bench, expectedErrors: Int = 0) {
    self.bench = bench
    self.expectedErrors = expectedErrors
  }

  /// Nothing more is to be learnt: all came, or something else did.
  var isOver: Bool { isDone || isBroken }
  var isDone: Bool { next == lengths.count }
  private(set) var isBroken = false
  /// Scheduled and not yet seen.
  var underWay: Int { lengths.count - next }

  /// Schedules packets of these lengths.
  mutating func schedule(_ more: [Int]) throws {
    lengths += more
    try bench.schedule(more)
  }

  /// Looks at a completed URB; calls `gap` with the memory behind each packet's data. An URB that moved
  /// nothing at all has none: of ordinary memory nothing is written then (`processcompl`).
  mutating func check(_ urb: URB, gap: (UnsafeMutableRawBufferPointer) -> Void = { _ in }) throws {
    let hasGaps = urb.packets.contains { $0.actualLength > 0 }
    var place = urb.buffer!
    for packet in urb.packets {
      let count = Int(packet.actualLength)
      guard count <= packet.length else {
        isBroken = true
        Issue.record("actual_length \(count) of a packet of \(packet.length)")
        return
      }
      if packet.isDoneOrLate, count == 0 {
        if next == 0 { emptyBefore += 1 } else { emptyAfter += 1 }
      } else if packet.status != 0 {
        errors += 1
        next += 1
        guard errors <= expectedErrors else {
          isBroken = true
          Issue.record("packet \(next - 1) came with status \(packet.status)")
          return
        }
      } else {
        guard expectPacket(UnsafeRawBufferPointer(start: place, count: count)) else { return }
        next += 1
      }
      if hasGaps {
        gap(UnsafeMutableRawBufferPointer(start: place + count, count: Int(packet.length) - count))
      }
      place += Int(packet.length)
    }
    if emptyBefore + emptyAfter > 200_000 { try inconclusive("the device's packets did not come") }
  }

  private mutating func expectPacket(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard next < lengths.count else {
      isBroken = true
      Issue.record("a packet of \(bytes.count) bytes came that the device did not send")
      return false
    }
    let expected = Bench.scheduledPacket(next, count: lengths[next])
    if expected.elementsEqual(bytes) { return true }
    isBroken = true
    let number = bytes.count < 4 ? -1 : Int(bytes.loadUnaligned(as: UInt32.self))
    Issue.record(
      "packet \(next) of \(expected.count) bytes was expected; \(bytes.count) bytes came that begin as packet \(number)"
    )
    return false
  }
}

extension URB.Packet {
  /// The packet went well, or its frame had gone by before the controller came to it (EXDEV): that is a matter of
  /// speed, and the packet was neither sent nor received.
  var isDoneOrLate: Bool { status == 0 || status == -EXDEV }
}
