import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct PeriodicTests {
  static func packet(_ number: Int, _ length: Int) -> [UInt8] {
    let head = (0..<4).map { UInt8(number >> ($0 * 8) & 0xff) }
    return Array((head + (4..<max(4, length)).map { UInt8((number + $0) % 251) })[..<length])
  }

  func streaming(_ speed: Speed = .high) -> ModelBench {
    var bench = ModelBench(speed)
    bench.setAlternate(0, 1)
    return bench
  }

  @Test(arguments: [Speed.high, .full])
  func `unscheduled, a full packet goes in every millisecond`(speed: Speed) {
    var bench = streaming(speed)
    let start = bench.send(.startIsochronous(id: 7, endpoint: 0x82))
    #expect(start.first == .isochronousStatus(id: 7, .success, endpoint: 0x82))
    #expect(start.isochronous.count == 1)
    let packets = bench.wait(.milliseconds(10)).isochronous
    #expect(packets.count == 10)
    #expect(packets[3].data == (0..<speed.isochronousPacket).map { UInt8($0 % 63) })
    #expect(bench.wait(.microseconds(900)).isochronous.isEmpty)
    #expect(bench.wait(.microseconds(100)).isochronous.count == 1)
    #expect(bench.model.deadline == bench.now + .milliseconds(1))
    bench.send(.stopIsochronous(id: 8, endpoint: 0x82))
    #expect(bench.wait(.seconds(1)).isochronous.isEmpty)
    #expect(bench.model.deadline == nil)
  }

  @Test func `only what was scheduled, in order, then 60 empty ones, then nothing`() {
    var bench = streaming()
    let lengths = [0, 1, 3, 4, 5, 100, 1024, 300]
    #expect(bench.schedule(lengths).answer == [])
    var packets = bench.send(.startIsochronous(id: 7, endpoint: 0x82)).isochronous
    for _ in 0..<400 { packets += bench.wait(.milliseconds(1)).isochronous }
    #expect(packets.count == lengths.count + IsochronousSource.padding)
    for (number, length) in lengths.enumerated() {
      #expect(packets[number].data == Self.packet(number, length))
    }
    #expect(packets[lengths.count...].allSatisfy { $0.status == .success && $0.data.isEmpty })
    #expect(bench.model.deadline == nil)

    #expect(bench.schedule([6, 7]).isochronous.map(\.data) == [Self.packet(8, 6)])
    #expect(
      (0..<9).flatMap { _ in bench.wait(.milliseconds(1)).isochronous }.first?.data == Self.packet(9, 7))
    packets = bench.schedule([9]).isochronous
    packets += (0..<400).flatMap { _ in bench.wait(.milliseconds(1)).isochronous }
    #expect(packets.first?.data == Self.packet(10, 9), "before the rest of the empty ones")
    #expect(packets.count == 1 + IsochronousSource.padding)
  }

  @Test func `a stream that starts again goes on with the numbers`() {
    var bench = streaming()
    _ = bench.schedule([10, 11, 12])
    bench.send(.startIsochronous(id: 7, endpoint: 0x82))
    bench.send(.stopIsochronous(id: 8, endpoint: 0x82))
    _ = bench.wait(.milliseconds(50))
    var packets = bench.send(.startIsochronous(id: 9, endpoint: 0x82)).isochronous
    for _ in 0..<400 { packets += bench.wait(.milliseconds(1)).isochronous }
    #expect(packets[0].data == Self.packet(1, 11) && packets[1].data == Self.packet(2, 12))
    #expect(packets.count == 2 + IsochronousSource.padding)
  }

  @Test func `empty packets are slow, and what is scheduled meanwhile does not wait for them`() {
    var bench = streaming()
    _ = bench.schedule([5])
    bench.send(.startIsochronous(id: 7, endpoint: 0x82))
    #expect(bench.wait(.milliseconds(1)).isochronous.map(\.data) == [[]])
    #expect(bench.wait(.milliseconds(3)).isochronous.isEmpty)
    #expect(bench.wait(.milliseconds(1)).isochronous.map(\.data) == [[]])
    #expect(bench.wait(.milliseconds(50)).isochronous.count == 1, "they are not made up for")
    #expect(bench.schedule([6, 7, 8]).isochronous.isEmpty, "an interval holds one packet")
    #expect(bench.wait(.milliseconds(1)).isochronous.map(\.data.count) == [6])
    #expect(bench.schedule([9]).isochronous.isEmpty)
    #expect(bench.wait(.milliseconds(3)).isochronous.map(\.data.count) == [7, 8, 9])
  }

  @Test func `what cannot be sent cannot be scheduled`() {
    var bench = streaming()
    #expect(bench.schedule([5, 1025]).answer == nil)
    #expect(bench.vendor(.schedule, data: [1]).answer == nil)
    #expect(bench.schedule([1024]).answer == [])
    bench.setAlternate(0, 0)
    #expect(bench.schedule([5]).answer == nil)
  }

  @Test func `a late clock loses none and does not send more than a buffer at once`() {
    var bench = streaming()
    _ = bench.schedule((0..<500).map { _ in 4 })
    bench.send(.startIsochronous(id: 7, endpoint: 0x82))
    let burst = bench.wait(.seconds(1)).isochronous
    #expect(burst.count > 50 && burst.count <= 62)
    var packets = burst
    for _ in 0..<600 { packets += bench.wait(.milliseconds(1)).isochronous }
    let numbers = packets.filter { !$0.data.isEmpty }.map { Int($0.data[0]) | Int($0.data[1]) << 8 }
    #expect(numbers == Array(1..<500))
  }

  @Test func `isochronous mishaps`() {
    var bench = streaming()
    bench.send(.startIsochronous(id: 7, endpoint: 0x82))
    bench.fail(0x82, .stall)
    #expect(bench.wait(.milliseconds(2)).isochronous.map(\.status) == [.stall, .success])
    bench.fail(0x82, .error, count: 2)
    let errors = bench.wait(.milliseconds(3)).isochronous
    #expect(errors.map(\.status) == [.error, .error, .success] && errors.map(\.data.count) == [0, 0, 1024])
    bench.fail(0x82, .babble)
    #expect(bench.wait(.milliseconds(1)).isochronous.map(\.status) == [.babble])
    bench.fail(0x82, .silence, count: 3)
    #expect(bench.wait(.milliseconds(5)).isochronous.count == 2)
  }

  @Test func `a silent packet's number is spent, and the empty ones have no mishaps`() {
    var bench = streaming()
    _ = bench.schedule([4, 4, 4])
    bench.fail(0x82, .silence)
    var packets = bench.send(.startIsochronous(id: 7, endpoint: 0x82)).isochronous
    packets += bench.wait(.milliseconds(10)).isochronous
    #expect(packets[0].data == Self.packet(1, 4) && packets[1].data == Self.packet(2, 4))
    bench.fail(0x82, .error)
    #expect(bench.wait(.milliseconds(10)).isochronous.allSatisfy { $0.status == .success })
    #expect(bench.schedule([4]).answer == [])
    #expect(bench.wait(.milliseconds(1)).isochronous.map(\.status) == [.error])
  }

  @Test func `what goes out isochronously is kept until it is taken`() {
    var bench = streaming()
    #expect(bench.send(.isochronous(endpoint: 2, data: [1])).complaints.count == 1)
    let started = bench.send(.startIsochronous(id: 7, endpoint: 0x02))
    #expect(started == [.isochronousStatus(id: 7, .success, endpoint: 0x02)])
    let long = LoopbackTests.bytes(1024)
    for data in [[1, 2, 3], [], long] { #expect(bench.send(.isochronous(endpoint: 2, data: data)) == []) }
    #expect(bench.control(0xc0, 0x64, length: 2048).answer == [3, 0, 1, 2, 3])
    #expect(bench.control(0xc0, 0x64, length: 2048).answer == [0, 0])
    #expect(bench.control(0xc0, 0x64, length: 2048).answer == [0, 4] + long)
    #expect(bench.control(0xc0, 0x64, length: 2048).answer == [])
    for number in 0..<5000 {
      bench.send(.isochronous(endpoint: 2, data: [UInt8(number & 0xff), UInt8(number >> 8)]))
    }
    let oldest = 5000 - 4096
    #expect(
      bench.control(0xc0, 0x64, length: 2048).answer == [2, 0, UInt8(oldest & 0xff), UInt8(oldest >> 8)])
  }

  @Test func `interrupts come back when somebody listens`() {
    var bench = ModelBench()
    let sent = bench.send(.interrupt(id: 3, endpoint: 4, data: [1]))
    #expect(sent == [.interrupt(id: 3, endpoint: 4, .success, count: 1, data: [])])
    bench.send(.interrupt(id: 4, endpoint: 4, data: []))
    #expect(bench.send(.startInterrupt(id: 5, endpoint: 0x84)).interrupts.map(\.data) == [[1], []])
    #expect(bench.send(.interrupt(id: 6, endpoint: 4, data: [2])).interrupts.map(\.data) == [[2]])
    #expect(
      bench.send(.stopInterrupt(id: 7, endpoint: 0x84)) == [.interruptStatus(id: 7, .success, endpoint: 0x84)]
    )
    #expect(bench.send(.interrupt(id: 8, endpoint: 4, data: [3])).interrupts.isEmpty)
    bench.setAlternate(2, 0)
    #expect(
      bench.send(.startInterrupt(id: 9, endpoint: 0x84)).interrupts.isEmpty, "choosing the setting forgets")
  }

  @Test func `an interrupt transfer is packets of 64 bytes, and only 1024 wait`() {
    var bench = ModelBench()
    bench.send(.interrupt(id: 3, endpoint: 4, data: LoopbackTests.bytes(150)))
    for number in 0..<1021 { bench.send(.interrupt(id: 4, endpoint: 4, data: [UInt8(number & 0xff)])) }
    #expect(
      bench.send(.interrupt(id: 5, endpoint: 4, data: [0]))
        == [.interrupt(id: 5, endpoint: 4, .error, count: 0, data: [])])
    let packets = bench.send(.startInterrupt(id: 6, endpoint: 0x84)).interrupts
    #expect(packets.count == 1024 && packets.prefix(4).map(\.data.count) == [64, 64, 22, 1])
  }

  @Test func `interrupt mishaps`() {
    var bench = ModelBench()
    bench.send(.startInterrupt(id: 5, endpoint: 0x84))
    bench.fail(0x84, .stall)
    let packets = bench.send(.interrupt(id: 6, endpoint: 4, data: [2])).interrupts
    #expect(packets.map(\.status) == [.stall, .success] && packets.map(\.data) == [[], [2]])
    bench.fail(0x84, .silence)
    #expect(bench.send(.interrupt(id: 7, endpoint: 4, data: [3])).interrupts.isEmpty)
    bench.fail(0x04, .stall)
    #expect(
      bench.send(.interrupt(id: 8, endpoint: 4, data: [3])) == [
        .interrupt(id: 8, endpoint: 4, .stall, count: 0, data: [])
      ])
    bench.fail(0x04, .silence)
    #expect(bench.send(.interrupt(id: 9, endpoint: 4, data: [3])) == [])
  }
}
