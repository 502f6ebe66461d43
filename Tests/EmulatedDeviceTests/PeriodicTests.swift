import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct PeriodicTests {
  static func packet(_ number: Int, _ length: Int) -> [UInt8] {
    let head = (0..<4).map { UInt8(number >> ($0 * 8) & 0xff) }
    return Array((head + (4..<max(4, length)).map { UInt8((number + $0) % 251) })[..<length])
  }

  func streaming(_ speed: Speed = .high) -> ModelFixture {
    var fixture = ModelFixture(speed)
    fixture.setAlternate(0, 1)
    return fixture
  }

  @Test(arguments: [Speed.high, .full])
  func `unscheduled, a full packet goes in every millisecond`(speed: Speed) {
    var fixture = streaming(speed)
    let start = fixture.send(.startIsochronous(id: 7, endpoint: 0x82))
    #expect(start.first == .isochronousStatus(id: 7, .success, endpoint: 0x82))
    #expect(start.isochronous.count == 1)
    let packets = fixture.wait(.milliseconds(10)).isochronous
    #expect(packets.count == 10)
    #expect(packets[3].data == (0..<speed.isochronousPacket).map { UInt8($0 % 63) })
    #expect(fixture.wait(.microseconds(900)).isochronous.isEmpty)
    #expect(fixture.wait(.microseconds(100)).isochronous.count == 1)
    #expect(fixture.model.deadline == fixture.now + .milliseconds(1))
    fixture.send(.stopIsochronous(id: 8, endpoint: 0x82))
    #expect(fixture.wait(.seconds(1)).isochronous.isEmpty)
    #expect(fixture.model.deadline == nil)
  }

  @Test func `only what was scheduled, in order, at once`() {
    var fixture = streaming()
    let lengths = [0, 1, 3, 4, 5, 100, 1024, 300]
    #expect(fixture.schedule(lengths).isochronous.isEmpty, "before the stream runs")
    let packets = fixture.send(.startIsochronous(id: 7, endpoint: 0x82)).isochronous
    #expect(packets.map(\.data) == lengths.enumerated().map(Self.packet))
    #expect(packets.allSatisfy { $0.status == .success })
    #expect(fixture.model.deadline == nil)
    #expect(fixture.wait(.seconds(1)).isochronous.isEmpty)
    #expect(fixture.schedule([6, 7]).isochronous.map(\.data) == [Self.packet(8, 6), Self.packet(9, 7)])
  }

  @Test func `a stream that starts again goes on with the numbers, and says where`() {
    func beginnings() -> [UInt8]? { fixture.control(0xc0, 0x66, length: 4096).answer }
    var fixture = ModelFixture()
    #expect(beginnings() == nil, "without the alternate setting")
    fixture.setAlternate(0, 1)
    #expect(beginnings() == [])
    _ = fixture.schedule([10, 11])
    fixture.send(.startIsochronous(id: 7, endpoint: 0x82))
    fixture.send(.stopIsochronous(id: 8, endpoint: 0x82))
    #expect(fixture.schedule([12]).isochronous.isEmpty)
    let packets = fixture.send(.startIsochronous(id: 9, endpoint: 0x82)).isochronous
    #expect(packets.map(\.data) == [Self.packet(2, 12)])
    #expect(beginnings() == [0, 0, 0, 0, 2, 0, 0, 0])
    for id in 10..<2000 as Range<UInt64> {
      fixture.send(.stopIsochronous(id: id, endpoint: 0x82))
      fixture.send(.startIsochronous(id: id, endpoint: 0x82))
    }
    #expect(beginnings() == [0, 0, 0, 0, 2, 0, 0, 0] + (0..<1022).flatMap { _ in [3, 0, 0, 0] })
    fixture.setAlternate(0, 1)
    #expect(beginnings() == [])
  }

  @Test func `what cannot be sent cannot be scheduled`() {
    var fixture = streaming()
    #expect(fixture.schedule([5, 1025]).answer == nil)
    #expect(fixture.vendor(.schedule, data: [1]).answer == nil)
    #expect(fixture.schedule([1024]).answer == [])
    fixture.setAlternate(0, 0)
    #expect(fixture.schedule([5]).answer == nil)
  }

  @Test func `no more wait than QEMU holds`() {
    var fixture = streaming()
    #expect(fixture.schedule(Array(repeating: 4, count: 121)).answer == nil)
    #expect(fixture.schedule(Array(repeating: 4, count: 100)).answer == [])
    #expect(fixture.schedule(Array(repeating: 4, count: 21)).answer == nil)
    #expect(fixture.schedule(Array(repeating: 4, count: 20)).answer == [])
    #expect(fixture.send(.startIsochronous(id: 7, endpoint: 0x82)).isochronous.count == 120)
    #expect(fixture.schedule([4]).isochronous.count == 1)
  }

  @Test func `a late clock does not send more than a buffer at once`() {
    var fixture = streaming()
    fixture.send(.startIsochronous(id: 7, endpoint: 0x82))
    let burst = fixture.wait(.seconds(1)).isochronous
    #expect(burst.count > 50 && burst.count <= 62)
  }

  @Test func `isochronous mishaps`() {
    var fixture = streaming()
    fixture.send(.startIsochronous(id: 7, endpoint: 0x82))
    fixture.fail(0x82, .stall)
    #expect(fixture.wait(.milliseconds(2)).isochronous.map(\.status) == [.stall, .success])
    fixture.fail(0x82, .error, count: 2)
    let errors = fixture.wait(.milliseconds(3)).isochronous
    #expect(errors.map(\.status) == [.error, .error, .success] && errors.map(\.data.count) == [0, 0, 1024])
    fixture.fail(0x82, .babble)
    #expect(fixture.wait(.milliseconds(1)).isochronous.map(\.status) == [.babble])
    fixture.fail(0x82, .silence, count: 3)
    #expect(fixture.wait(.milliseconds(5)).isochronous.count == 2)
  }

  @Test func `a silent packet's number is spent`() {
    var fixture = streaming()
    _ = fixture.schedule([4, 4, 4])
    fixture.fail(0x82, .silence)
    let packets = fixture.send(.startIsochronous(id: 7, endpoint: 0x82)).isochronous
    #expect(packets.map(\.data) == [Self.packet(1, 4), Self.packet(2, 4)])
  }

  @Test func `what goes out isochronously is kept until it is taken`() {
    var fixture = streaming()
    #expect(fixture.send(.isochronous(endpoint: 2, data: [1])).complaints.count == 1)
    let started = fixture.send(.startIsochronous(id: 7, endpoint: 0x02))
    #expect(started == [.isochronousStatus(id: 7, .success, endpoint: 0x02)])
    let long = LoopbackTests.bytes(1024)
    for data in [[1, 2, 3], [], long] { #expect(fixture.send(.isochronous(endpoint: 2, data: data)) == []) }
    #expect(fixture.control(0xc0, 0x64, length: 2048).answer == [3, 0, 1, 2, 3])
    #expect(fixture.control(0xc0, 0x64, length: 2048).answer == [0, 0])
    #expect(fixture.control(0xc0, 0x64, length: 2048).answer == [0, 4] + long)
    #expect(fixture.control(0xc0, 0x64, length: 2048).answer == [])
    for number in 0..<5000 {
      fixture.send(.isochronous(endpoint: 2, data: [UInt8(number & 0xff), UInt8(number >> 8)]))
    }
    let oldest = 5000 - 4096
    #expect(
      fixture.control(0xc0, 0x64, length: 2048).answer == [2, 0, UInt8(oldest & 0xff), UInt8(oldest >> 8)])
  }

  @Test func `interrupts come back when somebody listens`() {
    var fixture = ModelFixture()
    let sent = fixture.send(.interrupt(id: 3, endpoint: 4, data: [1]))
    #expect(sent == [.interrupt(id: 3, endpoint: 4, .success, count: 1, data: [])])
    fixture.send(.interrupt(id: 4, endpoint: 4, data: []))
    #expect(fixture.send(.startInterrupt(id: 5, endpoint: 0x84)).interrupts.map(\.data) == [[1], []])
    #expect(fixture.send(.interrupt(id: 6, endpoint: 4, data: [2])).interrupts.map(\.data) == [[2]])
    #expect(
      fixture.send(.stopInterrupt(id: 7, endpoint: 0x84)) == [
        .interruptStatus(id: 7, .success, endpoint: 0x84)
      ]
    )
    #expect(fixture.send(.interrupt(id: 8, endpoint: 4, data: [3])).interrupts.isEmpty)
    fixture.setAlternate(2, 0)
    #expect(
      fixture.send(.startInterrupt(id: 9, endpoint: 0x84)).interrupts.isEmpty, "choosing the setting forgets")
  }

  @Test func `an interrupt transfer is packets of 64 bytes, and only 1024 wait`() {
    var fixture = ModelFixture()
    fixture.send(.interrupt(id: 3, endpoint: 4, data: LoopbackTests.bytes(150)))
    for number in 0..<1021 { fixture.send(.interrupt(id: 4, endpoint: 4, data: [UInt8(number & 0xff)])) }
    #expect(
      fixture.send(.interrupt(id: 5, endpoint: 4, data: [0]))
        == [.interrupt(id: 5, endpoint: 4, .error, count: 0, data: [])])
    let packets = fixture.send(.startInterrupt(id: 6, endpoint: 0x84)).interrupts
    #expect(packets.count == 1024 && packets.prefix(4).map(\.data.count) == [64, 64, 22, 1])
  }

  @Test func `interrupt mishaps`() {
    var fixture = ModelFixture()
    fixture.send(.startInterrupt(id: 5, endpoint: 0x84))
    fixture.fail(0x84, .stall)
    let packets = fixture.send(.interrupt(id: 6, endpoint: 4, data: [2])).interrupts
    #expect(packets.map(\.status) == [.stall, .success] && packets.map(\.data) == [[], [2]])
    fixture.fail(0x84, .silence)
    #expect(fixture.send(.interrupt(id: 7, endpoint: 4, data: [3])).interrupts.isEmpty)
    fixture.fail(0x04, .stall)
    #expect(
      fixture.send(.interrupt(id: 8, endpoint: 4, data: [3])) == [
        .interrupt(id: 8, endpoint: 4, .stall, count: 0, data: [])
      ])
    fixture.fail(0x04, .silence)
    #expect(fixture.send(.interrupt(id: 9, endpoint: 4, data: [3])) == [])
  }
}
