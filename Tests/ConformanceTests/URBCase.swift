import Rig
import USBFS

/// An URB of one kind, made when its turn comes: setup packets stand in the region itself.
struct URBCase {
  /// The name in messages.
  let name: String
  /// The type of the transfer.
  let type: TransferType
  /// Whether the device carries it out whenever it is asked.
  let succeeds: Bool
  /// Makes the URB.
  let make: () -> URB

  /// GET_DESCRIPTOR of the device: 18 bytes that every device gives.
  static let getDescriptor: [UInt8] = [0x80, 6, 0, 1, 0, 0, 18, 0]
  /// SET_FEATURE-like: a vendor's request to the device with 18 bytes OUT, which the gadget refuses (EPIPE).
  static let vendorOut: [UInt8] = [0x40, 0x5b, 0, 0, 0, 0, 18, 0]

  /// URBs of every kind that the rig has, which end `past` bytes behind the end of a region.
  static func all(endingPast past: Int, _ region: Region, _ fixture: Fixture) -> [URBCase] {
    let end = region.count + past
    return bulk(past, end, region, fixture) + interrupt(end, region, fixture)
      + isochronous(end, region, fixture) + control(end, region, fixture)
  }

  private static func bulk(_ past: Int, _ end: Int, _ region: Region, _ fixture: Fixture) -> [URBCase] {
    [("bulk IN", fixture.source), ("bulk OUT", fixture.sink)].flatMap { name, endpoint in
      [
        URBCase(name: "\(name) of a packet", type: .bulk, succeeds: true) {
          fixture.urb(endpoint, region, at: end - fixture.maxPacket, count: fixture.maxPacket)
        },
        URBCase(name: "\(name) of all", type: .bulk, succeeds: true) {
          fixture.urb(endpoint, region, at: past, count: region.count)
        },
      ]
    }
  }

  private static func interrupt(_ end: Int, _ region: Region, _ fixture: Fixture) -> [URBCase] {
    guard fixture.interruptIsClaimed else { return [] }
    return [("interrupt IN", fixture.interruptIn), ("interrupt OUT", fixture.interruptOut)].compactMap {
      name, endpoint in
      guard let endpoint else { return nil }
      return URBCase(name: name, type: .interrupt, succeeds: false) {
        fixture.urb(endpoint, region, at: end - 64, count: 64, type: .interrupt)
      }
    }
  }

  private static func isochronous(_ end: Int, _ region: Region, _ fixture: Fixture) -> [URBCase] {
    guard fixture.rig.has(.isochronous) else { return [] }
    let packet = fixture.isochronousPacket
    return [("IN", fixture.isochronousIn), ("OUT", fixture.isochronousOut)].map { name, endpoint in
      URBCase(name: "isochronous \(name)", type: .isochronous, succeeds: false) {
        fixture.isochronous(endpoint, region, at: end - 2 * packet, lengths: [packet, packet])
      }
    }
  }

  private static func control(_ end: Int, _ region: Region, _ fixture: Fixture) -> [URBCase] {
    [("control IN", getDescriptor, true), ("control OUT", vendorOut, false)].map { name, setup, succeeds in
      URBCase(name: name, type: .control, succeeds: succeeds) {
        (region.base + end - 26).copyMemory(from: setup, byteCount: 8)
        return fixture.urb(0, region, at: end - 26, count: 26, type: .control)
      }
    }
  }
}
