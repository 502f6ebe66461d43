import Testing

@testable import EmulatedDevice

@Suite struct SourceSinkTests {
  static func pattern(_ count: Int, _ speed: Speed = .high) -> [UInt8] {
    (0..<count).map { UInt8($0 % speed.bulkPacket % 63) }
  }

  @Test(arguments: [Speed.high, .full], [512, 1024, 65536, 66048, 1 << 20])
  func `the source fills whole packets`(speed: Speed, count: Int) {
    var fixture = ModelFixture(speed)
    let data = Self.pattern(count, speed)
    #expect(
      fixture.bulkIn(0x81, count).bulk == [BulkCompletion(id: 1, endpoint: 0x81, count: count, data: data)])
  }

  @Test(arguments: [0, 1, 511, 513, 1000]) func `the source knows no part of a packet`(count: Int) {
    var fixture = ModelFixture()
    let whole = count / 512 * 512
    #expect(
      fixture.bulkIn(0x81, count).bulk
        == [BulkCompletion(id: 1, endpoint: 0x81, status: .babble, count: whole, data: Self.pattern(whole))])
  }

  @Test func `the source does not make what nobody can want`() {
    var fixture = ModelFixture()
    let actions = fixture.bulkIn(0x81, 0xffff_fe00)
    #expect(actions.bulk == [BulkCompletion(id: 1, endpoint: 0x81, status: .invalid, count: 0)])
    #expect(actions.complaints == ["bulk packet for 4294966784 bytes at once"])
  }

  @Test(arguments: [Speed.high, .full], [0, 1, 63, 64, 511, 4096, 4097, 200_000])
  func `the sink takes the pattern`(speed: Speed, count: Int) {
    var fixture = ModelFixture(speed)
    #expect(
      fixture.bulkOut(0x01, Self.pattern(count, speed)).bulk == [
        BulkCompletion(id: 1, endpoint: 0x01, count: count)
      ]
    )
  }

  @Test(arguments: [0, 511, 512, 70_000, 99_999]) func `the sink halts at anything else`(offset: Int) {
    var fixture = ModelFixture()
    var data = Self.pattern(100_000)
    data[offset] ^= 0x80
    let stalled = BulkCompletion(id: 1, endpoint: 0x01, status: .stall, count: offset / 512 * 512)
    #expect(fixture.bulkOut(0x01, data).bulk == [stalled])
    #expect(fixture.bulkOut(0x01, [0]).bulk.map(\.status) == [.stall])
    _ = fixture.control(0x02, 1, index: 0x01)
    #expect(fixture.bulkOut(0x01, [0]).bulk.map(\.status) == [.success])
  }

  @Test func `both settings of the interface have them`() {
    var fixture = ModelFixture()
    fixture.setAlternate(0, 1)
    #expect(fixture.bulkIn(0x81, 512).bulk.map(\.status) == [.success])
    #expect(fixture.bulkOut(0x01, [0, 1, 2]).bulk.map(\.status) == [.success])
  }
}
