import DeviceControl
import Glibc
import SystemPackage
import Testing

@testable import EmulatedDevice

@Suite struct SocketTests {
  let path = FilePath("/tmp/emulated-device-\(getpid())-\(UInt64.random(in: 0..<UInt64.max)).sock")

  func start(_ speed: Speed = .high, oneTransferAtATime: Bool = false) throws -> (EmulatedDevice, SocketGuest)
  {
    let device = try EmulatedDevice(
      listeningOn: path, speed: speed, serial: "S1", oneTransferAtATime: oneTransferAtATime)
    return (device, try SocketGuest(at: path))
  }

  @Test func `a guest finds the device and what it is made of`() throws {
    let (device, bus) = try start()
    _ = try #require(bus.await { if case .connect = $0 { true } else { false } })
    #expect(bus.log.first == .hello)
    #expect(bus.log[1] == .interfaces(count: 3, classes: [0xff, 0xff, 0xff]))
    #expect(bus.log.last == .connect(speed: 2, vendor: 0x1d6b, product: 0x0104, version: 0x0601))
    let id = bus.guest.control(0x80, 6, value: 0x0100, length: 64)
    let answer = try #require(bus.await { if case .control(id, _, _, _) = $0 { true } else { false } })
    guard case .control(_, 0, 18, let data) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(data.prefix(4) == [18, 1, 0, 2])
    device.close()
    #expect(device.complaints == [])
  }

  @Test func `16 MiB through the loop in a reasonable time`() throws {
    let (device, bus) = try start()
    _ = try #require(bus.await { if case .connect = $0 { true } else { false } })
    _ = bus.guest.setConfiguration(1)
    let data = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
    for _ in 0..<16 {
      let out = bus.guest.bulkOut(0x03, data)
      let id = bus.guest.bulkIn(0x83, data.count)
      let answer = bus.await { if case .bulk(id, _, _, _, _) = $0 { true } else { false } }
      #expect(answer == .bulk(id: id, endpoint: 0x83, status: 0, length: data.count, data: data))
      _ = out
    }
    device.close()
    #expect(device.complaints == [])
  }
}
