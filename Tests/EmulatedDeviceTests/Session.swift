import DeviceControl
import Foundation
import Testing

@testable import EmulatedDevice

/// All bytes that the guest's side sends in a whole session, for replay without a guest.
struct Session: CustomTestStringConvertible {
  var testDescription: String
  var speed: Speed
  var bytes: [UInt8]

  /// All sessions: those that are generated, and those that were recorded (`Recorded/README.md`).
  static func all() throws -> [Session] {
    guard let folder = Bundle.module.url(forResource: "Recorded", withExtension: nil) else { return [] }
    let recorded = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "usbredir" }
    return try [made(.high), made(.full)]
      + recorded.map { url in
        let name = url.deletingPathExtension().lastPathComponent
        return Session(
          testDescription: name, speed: name.hasPrefix("full") ? .full : .high,
          bytes: Array(try Data(contentsOf: url)))
      }
  }

  /// Generates a session of enumeration and some transfers of every type.
  static func made(_ speed: Speed) throws -> Session {
    let wires = (MemoryTransport.Pipe(), MemoryTransport.Pipe())
    let guest = Guest(over: MemoryTransport(incoming: wires.1, outgoing: wires.0))
    let model = DeviceModel(speed: speed, serial: "S1", oneTransferAtATime: false, now: .now)
    let redirection = try Redirection(
      model, over: MemoryTransport(incoming: wires.0, outgoing: wires.1), complaints: ProtocolViolations())
    func exchange() {
      redirection.write()
      guest.pump()
      redirection.read()
      guest.pump()
    }
    exchange()
    guest.reset()
    _ = guest.control(0x80, 6, value: 0x0100, length: 64)
    _ = guest.control(0x80, 6, value: 0x0200, length: 1024)
    _ = guest.control(0x80, 6, value: 0x0303, index: 0x0409, length: 255)
    _ = guest.setConfiguration(1)
    _ = guest.getConfiguration()
    _ = guest.setAlternate(0, 1)
    _ = guest.getAlternate(0)
    exchange()
    let data = LoopbackTests.bytes(speed.bulkPacket + 3)
    _ = guest.bulkOut(0x03, data)
    _ = guest.bulkIn(0x83, 4096)
    let waiting = guest.bulkIn(0x83, 70_000)
    _ = guest.bulkIn(0x81, 1024)
    _ = guest.bulkOut(0x01, SourceSinkTests.pattern(100, speed))
    guest.cancel(waiting)
    exchange()
    _ = guest.control(0x40, 0x63, data: [4, 0, 9, 0])
    _ = guest.startIsochronous(0x82)
    _ = guest.startIsochronous(0x02)
    guest.isochronousOut(0x02, [1, 2, 3])
    _ = guest.control(0xc0, 0x64, length: 1026)
    _ = guest.stopIsochronous(0x82)
    _ = guest.startInterrupt(0x84)
    _ = guest.interruptOut(0x04, [1, 2, 3])
    _ = guest.stopInterrupt(0x84)
    exchange()
    _ = guest.control(0x40, 0x5b, data: [5, 6])
    _ = guest.control(0xc0, 0x5c, length: 4)
    _ = guest.control(0x40, 0x62, value: 0x0101, index: 0x81, data: [])
    _ = guest.bulkIn(0x81, 512)
    _ = guest.control(0x02, 1, index: 0x81)
    _ = guest.control(0x40, 0x60, index: 0x83)
    _ = guest.control(0x40, 0x61, index: 0x83)
    _ = guest.control(0x40, 0x65, value: 5, index: 0)
    exchange()
    return Session(testDescription: "\(speed) speed", speed: speed, bytes: guest.sent)
  }
}
