import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct MishapTests {
  @Test(arguments: [0x81, 0x01, 0x83, 0x03] as [UInt8])
  func `a stall lasts until the halt is cleared`(endpoint: UInt8) {
    var fixture = ModelFixture()
    fixture.bulkOut(0x03, [9])
    #expect(fixture.fail(endpoint, .stall).answer == [])
    for _ in 0..<2 { #expect(transfer(&fixture, endpoint).map(\.status) == [.stall]) }
    _ = fixture.control(0x02, 1, index: UInt16(endpoint))
    #expect(transfer(&fixture, endpoint).map(\.status) == [.success])
  }

  @Test func `choosing the setting clears a halt`() {
    var fixture = ModelFixture()
    for endpoint in [0x81, 0x03] as [UInt8] {
      fixture.fail(endpoint, .stall)
      #expect(transfer(&fixture, endpoint).map(\.status) == [.stall])
    }
    fixture.setAlternate(0, 0)
    #expect(transfer(&fixture, 0x81).map(\.status) == [.success])
    #expect(transfer(&fixture, 0x03).map(\.status) == [.stall], "of another interface")
  }

  @Test(arguments: [0x81, 0x01, 0x83, 0x03] as [UInt8], [DeviceRequest.TransferFault.error, .babble])
  func `an error strikes as often as it was asked to`(endpoint: UInt8, fault: DeviceRequest.TransferFault) {
    var fixture = ModelFixture()
    fixture.bulkOut(0x03, [9])
    fixture.fail(endpoint, fault, count: 2)
    let statuses = (0..<3).flatMap { _ in transfer(&fixture, endpoint).map(\.status) }
    let status: Status = fault == .error ? .error : .babble
    #expect(statuses == [status, status, .success])
  }

  @Test(arguments: [0x81, 0x01, 0x83, 0x03] as [UInt8])
  func `silence lasts until it is cancelled, and holds up what comes behind`(endpoint: UInt8) {
    var fixture = ModelFixture()
    fixture.bulkOut(0x03, [9])
    fixture.fail(endpoint, .silence)
    #expect(transfer(&fixture, endpoint) == [])
    let silent = fixture.id
    #expect(transfer(&fixture, endpoint) == [])
    let ends = fixture.send(.cancel(id: silent)).bulk
    #expect(ends.map(\.id) == [silent, silent + 1] && ends.map(\.status) == [.cancelled, .success])
  }

  @Test func `a count of 0 takes it back, and so does choosing the setting`() {
    var fixture = ModelFixture()
    fixture.fail(0x81, .error, count: 255)
    #expect(fixture.vendor(.fail, value: 0, index: 0x81).answer == [])
    #expect(fixture.bulkIn(0x81, 512).bulk.map(\.status) == [.success])
    fixture.fail(0x81, .error, count: 255)
    fixture.setAlternate(0, 0)
    #expect(fixture.bulkIn(0x81, 512).bulk.map(\.status) == [.success])
  }

  @Test func `it strikes the transfers that come after it`() {
    var fixture = ModelFixture()
    fixture.bulkIn(0x83, 512)
    fixture.fail(0x83, .error)
    #expect(fixture.bulkOut(0x03, [1]).bulk.map(\.status) == [.success, .success])
    #expect(fixture.bulkIn(0x83, 512).bulk.map(\.status) == [.error])
  }

  @Test func `one transfer at a time: silence is NAK`() {
    var fixture = ModelFixture(.full, oneTransferAtATime: true)
    let actions = fixture.fail(0x81, .silence)
    #expect(actions.held == [0x81, 0x83])
    #expect(fixture.bulkIn(0x81, 64).bulk == [], "if it comes nevertheless")
    #expect(fixture.vendor(.fail, value: 0, index: 0x81).held == [0x83])
    fixture.fail(0x81, .silence)
    #expect(fixture.vendor(.stopNAK, index: 0x81).held == [0x83])
    fixture.fail(0x81, .silence)
    #expect(fixture.setAlternate(0, 0).held == [0x83])
  }

  private func transfer(_ fixture: inout ModelFixture, _ endpoint: UInt8) -> [BulkCompletion] {
    let actions = endpoint & 0x80 != 0 ? fixture.bulkIn(endpoint, 512) : fixture.bulkOut(endpoint, [0])
    return actions.bulk
  }
}
