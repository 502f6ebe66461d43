import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct MishapTests {
  @Test(arguments: [0x81, 0x01, 0x83, 0x03] as [UInt8])
  func `a stall lasts until the halt is cleared`(endpoint: UInt8) {
    var bench = ModelBench()
    bench.bulkOut(0x03, [9])
    #expect(bench.fail(endpoint, .stall).answer == [])
    for _ in 0..<2 { #expect(transfer(&bench, endpoint).map(\.status) == [.stall]) }
    _ = bench.control(0x02, 1, index: UInt16(endpoint))
    #expect(transfer(&bench, endpoint).map(\.status) == [.success])
  }

  @Test func `choosing the setting clears a halt`() {
    var bench = ModelBench()
    for endpoint in [0x81, 0x03] as [UInt8] {
      bench.fail(endpoint, .stall)
      #expect(transfer(&bench, endpoint).map(\.status) == [.stall])
    }
    bench.setAlternate(0, 0)
    #expect(transfer(&bench, 0x81).map(\.status) == [.success])
    #expect(transfer(&bench, 0x03).map(\.status) == [.stall], "of another interface")
  }

  @Test(arguments: [0x81, 0x01, 0x83, 0x03] as [UInt8], [DeviceRequest.Mishap.error, .babble])
  func `an error strikes as often as it was asked to`(endpoint: UInt8, mishap: DeviceRequest.Mishap) {
    var bench = ModelBench()
    bench.bulkOut(0x03, [9])
    bench.fail(endpoint, mishap, count: 2)
    let statuses = (0..<3).flatMap { _ in transfer(&bench, endpoint).map(\.status) }
    let status: Status = mishap == .error ? .error : .babble
    #expect(statuses == [status, status, .success])
  }

  @Test(arguments: [0x81, 0x01, 0x83, 0x03] as [UInt8])
  func `silence lasts until it is cancelled, and holds up what comes behind`(endpoint: UInt8) {
    var bench = ModelBench()
    bench.bulkOut(0x03, [9])
    bench.fail(endpoint, .silence)
    #expect(transfer(&bench, endpoint) == [])
    let silent = bench.id
    #expect(transfer(&bench, endpoint) == [])
    let ends = bench.send(.cancel(id: silent)).bulk
    #expect(ends.map(\.id) == [silent, silent + 1] && ends.map(\.status) == [.cancelled, .success])
  }

  @Test func `a count of 0 takes it back, and so does choosing the setting`() {
    var bench = ModelBench()
    bench.fail(0x81, .error, count: 255)
    #expect(bench.vendor(.fail, value: 0, index: 0x81).answer == [])
    #expect(bench.bulkIn(0x81, 512).bulk.map(\.status) == [.success])
    bench.fail(0x81, .error, count: 255)
    bench.setAlternate(0, 0)
    #expect(bench.bulkIn(0x81, 512).bulk.map(\.status) == [.success])
  }

  @Test func `it strikes the transfers that come after it`() {
    var bench = ModelBench()
    bench.bulkIn(0x83, 512)
    bench.fail(0x83, .error)
    #expect(bench.bulkOut(0x03, [1]).bulk.map(\.status) == [.success, .success])
    #expect(bench.bulkIn(0x83, 512).bulk.map(\.status) == [.error])
  }

  @Test func `one transfer at a time: silence is NAK`() {
    var bench = ModelBench(.full, oneTransferAtATime: true)
    let actions = bench.fail(0x81, .silence)
    #expect(actions.held == [0x81, 0x83])
    #expect(bench.bulkIn(0x81, 64).bulk == [], "if it comes nevertheless")
    #expect(bench.vendor(.fail, value: 0, index: 0x81).held == [0x83])
    bench.fail(0x81, .silence)
    #expect(bench.vendor(.release, index: 0x81).held == [0x83])
    bench.fail(0x81, .silence)
    #expect(bench.setAlternate(0, 0).held == [0x83])
  }

  private func transfer(_ bench: inout ModelBench, _ endpoint: UInt8) -> [BulkEnd] {
    let actions = endpoint & 0x80 != 0 ? bench.bulkIn(endpoint, 512) : bench.bulkOut(endpoint, [0])
    return actions.bulk
  }
}
