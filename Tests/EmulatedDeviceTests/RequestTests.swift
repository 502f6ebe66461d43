import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct RequestTests {
  @Test(arguments: [Speed.high, .full]) func `descriptors hang together`(speed: Speed) throws {
    var fixture = ModelFixture(speed)
    let device = try #require(fixture.control(0x80, 6, value: 0x0100, length: 255).answer)
    #expect(device.count == 18 && device[0] == 18 && device[17] == 1)
    let whole = try #require(fixture.control(0x80, 6, value: 0x0200, length: 65535).answer)
    #expect(whole.count == Int(whole[2]) | Int(whole[3]) << 8)
    #expect(fixture.control(0x80, 6, value: 0x0200, length: 9).answer == Array(whole[..<9]))
    var offset = 0
    var found: [[UInt8]] = []
    while offset < whole.count {
      let length = Int(whole[offset])
      try #require(length >= 2 && offset + length <= whole.count)
      found.append(Array(whole[offset..<offset + length]))
      offset += length
    }
    let high = speed == .high
    // At high speed interface 0 has one setting more, with high bandwidth.
    #expect(
      found.filter { $0[1] == 4 }.map { [$0[2], $0[3], $0[4]] }
        == [[0, 0, 2], [0, 1, 4]] + (high ? [[0, 2, 4]] : []) + [[1, 0, 2], [2, 0, 2]])
    let endpoints = found.filter { $0[1] == 5 }
    let isochronous: [UInt8] = [0x81, 1, 0x82, 2]
    #expect(
      endpoints.map { $0[2] } == [0x81, 1] + isochronous + (high ? isochronous : []) + [0x83, 3, 0x84, 4])
    #expect(endpoints[4] == [7, 5, 0x82, 1, 0, high ? 4 : 2, high ? 4 : 1])
    #expect(endpoints[0] == [7, 5, 0x81, 2, high ? 0 : 64, high ? 2 : 0, 0])
    #expect(endpoints.last == [7, 5, 0x04, 3, 64, 0, high ? 4 : 8])
  }

  @Test func `strings are there, and no others`() throws {
    var fixture = ModelFixture()
    #expect(fixture.control(0x80, 6, value: 0x0300, length: 255).answer == [4, 3, 9, 4])
    let serial = try #require(fixture.control(0x80, 6, value: 0x0303, index: 0x0409, length: 255).answer)
    #expect(serial == [6, 3, 0x53, 0, 0x31, 0])
    #expect(fixture.control(0x80, 6, value: 0x0330, length: 255).answer == nil)
  }

  @Test func `only high speed has a qualifier`() {
    var high = ModelFixture()
    #expect(high.control(0x80, 6, value: 0x0600, length: 255).answer?.count == 10)
    #expect(high.control(0x80, 6, value: 0x0700, length: 255).answer?[1] == 7)
    var full = ModelFixture(.full)
    #expect(full.control(0x80, 6, value: 0x0600, length: 255).answer == nil)
  }

  @Test func `an endpoint halts and goes on when asked`() {
    var fixture = ModelFixture()
    #expect(fixture.control(0x82, 0, index: 0x83, length: 2).answer == [0, 0])
    fixture.bulkIn(0x83, 512)
    let actions = fixture.control(0x02, 3, index: 0x83)
    #expect(actions.answer == [] && actions.bulk.map(\.status) == [.stall], "what waited is stalled")
    #expect(fixture.control(0x82, 0, index: 0x83, length: 2).answer == [1, 0])
    #expect(fixture.bulkIn(0x83, 512).bulk.map(\.status) == [.stall])
    #expect(fixture.control(0x02, 1, index: 0x83).answer == [])
    #expect(fixture.control(0x82, 0, index: 0x83, length: 2).answer == [0, 0])
    #expect(fixture.bulkIn(0x83, 512).bulk == [])
  }

  @Test func `statuses of device and interfaces`() {
    var fixture = ModelFixture()
    #expect(fixture.control(0x80, 0, length: 2).answer == [1, 0])
    #expect(fixture.control(0x81, 0, index: 2, length: 2).answer == [0, 0])
    #expect(fixture.control(0x81, 0, index: 3, length: 2).answer == nil)
  }

  @Test(
    arguments: [
      (0x80, 0x33, 0, 0), (0x00, 9, 1, 0), (0x02, 1, 0, 0x0185), (0x02, 1, 0, 0x82), (0x02, 3, 5, 0x81),
      (0x21, 1, 0, 0), (0x40, 0x70, 0, 0), (0xc0, 0x60, 0, 0x81), (0x40, 0x5c, 0, 0), (0x40, 0x60, 0, 0x82),
      (0x40, 0x60, 0, 0x80), (0x40, 0x62, 0x0901, 0x81), (0x40, 0x63, 0, 0),
    ] as [(UInt8, UInt8, UInt16, UInt16)])
  func `what the device does not know it stalls`(type: UInt8, request: UInt8, value: UInt16, index: UInt16) {
    var fixture = ModelFixture()
    let actions = fixture.control(type, request, value: value, index: index)
    #expect(actions.answer == nil)
    #expect(actions.complaints == [], "a host may ask for anything")
  }

  @Test func `what was written is read back`() {
    var fixture = ModelFixture()
    let data = LoopbackTests.bytes(4096)
    #expect(fixture.vendor(.write, data: data).answer == [])
    #expect(fixture.control(0xc0, 0x5c, length: 5000).answer == data)
    #expect(fixture.control(0xc0, 0x5c, length: 3).answer == Array(data[..<3]))
    #expect(fixture.vendor(.write, data: data + [0]).answer == nil, "that is more than fits")
    fixture.send(.setConfiguration(id: 0, value: 1))
    #expect(fixture.control(0xc0, 0x5c, length: 5000).answer == [])
  }

  @Test func `settings are chosen and told`() {
    var fixture = ModelFixture()
    let actions = fixture.setAlternate(0, 1)
    guard case .interfaces = actions[0], case .endpoints(let endpoints) = actions[1] else {
      Issue.record("\(actions)")
      return
    }
    #expect(endpoints.map(\.address) == [0x81, 1, 0x82, 2, 0x83, 3, 0x84, 4])
    #expect(actions[2] == .alternate(id: 1, .success, interface: 0, alternate: 1))
    #expect(
      fixture.send(.getAlternate(id: 5, interface: 0)) == [
        .alternate(id: 5, .success, interface: 0, alternate: 1)
      ])
    #expect(fixture.setAlternate(0, 3) == [.alternate(id: 2, .stall, interface: 0, alternate: 1)])
    #expect(fixture.setAlternate(9, 0) == [.alternate(id: 3, .stall, interface: 9, alternate: 0)])
    #expect(fixture.send(.getConfiguration(id: 6)) == [.configuration(id: 6, .success, value: 1)])
    #expect(fixture.send(.setConfiguration(id: 7, value: 2)) == [.configuration(id: 7, .stall, value: 1)])
    #expect(
      fixture.send(.setConfiguration(id: 8, value: 0)).last == .configuration(id: 8, .success, value: 0))
    #expect(fixture.setAlternate(0, 0).last == .alternate(id: 4, .stall, interface: 0, alternate: 0))
  }
}
