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
    _ = try #require(bus.await(\.isConnect))
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

  @Test(arguments: [Speed.high, .full]) func `all kinds of transfers`(speed: Speed) throws {
    let (device, bus) = try start(speed, oneTransferAtATime: speed == .full)
    let guest = bus.guest
    _ = try #require(bus.await(\.isConnect))
    var id = guest.setConfiguration(1)
    #expect(bus.await { $0 == .configuration(id: id, status: 0, value: 1) } != nil)
    id = guest.setAlternate(0, 1)
    #expect(bus.await { $0 == .alternate(id: id, status: 0, interface: 0, alternate: 1) } != nil)
    guard case .endpoints(let types, let intervals, let maxPackets)? = bus.log.last(where: \.isEndpoints)
    else {
      Issue.record("no endpoints")
      return
    }
    let loopbackIn: UInt8 = speed == .full ? 255 : 2
    #expect(
      types == [0, 2, 1, 2, 3] + [UInt8](repeating: 255, count: 11) + [0, 2, 1, loopbackIn, 3]
        + [UInt8](repeating: 255, count: 11))
    #expect(
      intervals[2] == (speed == .high ? 8 : 1) && intervals[18] == intervals[2]
        && intervals[20] == 8)
    #expect(maxPackets[18] == UInt16(speed.isochronousPacket) && maxPackets[17] == UInt16(speed.bulkPacket))

    id = guest.bulkOut(0x03, [1, 2, 3])
    #expect(bus.await { $0 == .bulk(id: id, endpoint: 3, status: 0, length: 3, data: []) } != nil)
    id = guest.bulkIn(0x83, 4096)
    #expect(bus.await { $0 == .bulk(id: id, endpoint: 0x83, status: 0, length: 3, data: [1, 2, 3]) } != nil)
    id = guest.startInterrupt(0x84)
    #expect(bus.await { $0 == .interruptStatus(id: id, status: 0, endpoint: 0x84) } != nil)
    id = guest.interruptOut(0x04, [4, 5])
    #expect(bus.await { $0 == .interrupt(id: id, endpoint: 4, status: 0, length: 2, data: []) } != nil)
    #expect(bus.await { if case .interrupt(_, 0x84, 0, 2, [4, 5]) = $0 { true } else { false } } != nil)

    id = guest.control(0x40, DeviceRequest.schedule.rawValue, data: [4, 0, 9, 0])
    #expect(bus.await { $0 == .control(id: id, status: 0, length: 4, data: []) } != nil)
    id = guest.startIsochronous(0x82)
    #expect(bus.await { $0 == .isochronousStatus(id: id, status: 0, endpoint: 0x82) } != nil)
    #expect(bus.await { if case .isochronous(_, _, [0, 0, 0, 0]) = $0 { true } else { false } } != nil)
    let second = PeriodicTests.packet(1, 9)
    #expect(bus.await { $0 == .isochronous(endpoint: 0x82, status: 0, data: second) } != nil)
    id = guest.startIsochronous(0x02)
    guest.isochronousOut(0x02, [6, 7])
    id = guest.control(0xc0, DeviceRequest.takeOut.rawValue, length: 1026)
    #expect(bus.await { $0 == .control(id: id, status: 0, length: 4, data: [2, 0, 6, 7]) } != nil)
    device.close()
    #expect(device.complaints == [] && guest.errors == [])
  }

  @Test func `unplugged, plugged, and gone by itself`() throws {
    let (device, bus) = try start()
    _ = try #require(bus.await(\.isConnect))
    device.plug()
    device.unplug()
    device.unplug()
    #expect(bus.await { $0 == .disconnect } != nil)
    device.plug()
    #expect(bus.await(\.isConnect) != nil)
    #expect(bus.log.filter(\.isConnect).count == 2)
    let began = ContinuousClock.now
    _ = bus.guest.control(0x40, DeviceRequest.disconnect.rawValue, value: 100)
    #expect(bus.await { $0 == .disconnect } != nil)
    #expect(bus.await(\.isConnect) != nil)
    #expect(.now - began >= .milliseconds(100))
    _ = bus.guest.control(0x40, DeviceRequest.disconnect.rawValue, value: 0)
    #expect(bus.await { $0 == .disconnect } != nil)
    device.plug()
    #expect(bus.await(\.isConnect) != nil)
    device.close()
    #expect(device.complaints == [])
  }

  @Test func `a peer that died makes room for another`() throws {
    let device = try EmulatedDevice(
      listeningOn: path, speed: .high, serial: "S1", oneTransferAtATime: false)
    do {
      let bus = try SocketGuest(at: path)
      _ = try #require(bus.await(\.isConnect))
      _ = bus.guest.bulkIn(0x83, 512)
      bus.guest.pump()
    }
    let bus = try SocketGuest(at: path)
    #expect(bus.await(\.isConnect) != nil)
    device.unplug()
    #expect(bus.await { $0 == .disconnect } != nil)
    device.close()
    device.close()
    _ = bus.await { _ in false }
    #expect(bus.guest.isOver)
    #expect(throws: Errno.self) { try SocketGuest(at: path) }
  }

  @Test func `nobody ever calls`() throws {
    let device = try EmulatedDevice(
      listeningOn: path, speed: .high, serial: "S1", oneTransferAtATime: false)
    device.unplug()
    device.close()
    device.plug()
  }

  @Test func `a path that cannot be listened on`() {
    for bad in ["/nowhere/socket", "/" + String(repeating: "x", count: 200)] {
      let error = #expect(throws: EmulatedDeviceError.self) {
        try EmulatedDevice(listeningOn: FilePath(bad), speed: .high, serial: "", oneTransferAtATime: false)
      }
      #expect(error?.description.contains(bad) == true)
    }
  }

  @Test func `16 MiB through the loop in a reasonable time`() throws {
    let (device, bus) = try start()
    _ = try #require(bus.await(\.isConnect))
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
