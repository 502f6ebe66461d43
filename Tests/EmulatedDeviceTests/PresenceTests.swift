import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct PresenceTests {
  @Test func `it waits for somebody at the other end`() {
    var bench = ModelBench(isConfigured: false)
    #expect(bench.send(.plug) == [])
    let actions = bench.send(.attached)
    #expect(actions.count == 3 && actions.last == .connect)
    #expect(bench.send(.plug) == [])
    #expect(bench.send(.attached).complaints == ["a second hello"])
  }

  @Test func `away and back, it has forgotten everything`() {
    var bench = ModelBench()
    bench.vendor(.write, data: [1])
    bench.vendor(.hold, index: 0x81)
    bench.bulkOut(0x03, [1])
    bench.bulkIn(0x83, 1)
    bench.bulkIn(0x83, 1)
    #expect(bench.send(.unplug) == [.disconnect], "what is in flight gets no answer")
    #expect(bench.send(.unplug) == [])
    #expect(bench.bulkIn(0x83, 1) == [], "it crossed the leaving")
    let actions = bench.send(.plug)
    #expect(actions.count == 3 && actions.last == .connect && actions.held == [])
    #expect(bench.send(.getConfiguration(id: 3)) == [.configuration(id: 3, .success, value: 0)])
    #expect(bench.control(0xc0, 0x5c, length: 5).answer == [])
    bench.send(.setConfiguration(id: 4, value: 1))
    #expect(bench.bulkIn(0x83, 512).bulk == [])
  }

  @Test func `a reset takes everything back too, but answers what waits`() {
    var bench = ModelBench()
    bench.setAlternate(0, 1)
    bench.bulkIn(0x83, 512)
    let id = bench.id
    let actions = bench.send(.reset)
    #expect(actions.bulk == [BulkEnd(id: id, endpoint: 0x83, status: .cancelled, count: 0)])
    #expect(bench.send(.getConfiguration(id: 3)) == [.configuration(id: 3, .success, value: 0)])
  }

  @Test func `it vanishes behind the request`() {
    var bench = ModelBench()
    bench.bulkIn(0x83, 512)
    let actions = bench.vendor(.vanish, value: 50)
    #expect(actions.answer == [] && actions.last == .disconnect && actions.bulk == [])
    #expect(bench.model.deadline == bench.now + .milliseconds(50))
    #expect(bench.wait(.milliseconds(49)) == [])
    #expect(bench.wait(.milliseconds(1)).last == .connect)
    #expect(bench.model.deadline == nil)
  }

  @Test func `it vanishes when its transfers are done, whatever is in flight`() {
    var bench = ModelBench()
    #expect(bench.vendor(.vanish, index: 3).answer == [])
    bench.bulkIn(0x83, 512)
    bench.bulkIn(0x83, 512)
    #expect(bench.send(.cancel(id: 2)).bulk.count == 1, "which is not done")
    #expect(bench.bulkIn(0x81, 512).bulk.count == 1)
    let actions = bench.bulkOut(0x03, [1])
    #expect(actions.last == .disconnect)
    #expect(actions.bulk.map(\.endpoint) == [0x03, 0x83])
    #expect(bench.wait(.seconds(100)) == [], "it stays away")
    #expect(bench.send(.plug).last == .connect)
  }

  @Test func `the last transfer's own consequences stay undone`() {
    var bench = ModelBench()
    bench.bulkIn(0x83, 512)
    bench.vendor(.vanish, index: 1)
    let actions = bench.bulkOut(0x03, [1])
    #expect(actions.bulk.map(\.endpoint) == [0x03] && actions.last == .disconnect)
  }

  @Test func `what crossed its leaving is for nobody, until it is asked anew`() {
    var bench = ModelBench()
    bench.vendor(.vanish, value: 1)
    #expect(bench.wait(.milliseconds(1)).last == .connect)
    #expect(bench.bulkIn(0x81, 512).isEmpty && bench.bulkOut(0x02, [1]).isEmpty, "no answer, no complaint")
    #expect(bench.send(.cancel(id: 2)).isEmpty)
    bench.send(.reset)
    #expect(bench.bulkIn(0x81, 512).complaints == ["bulk packet before SET_CONFIGURATION"])
  }

  @Test func `a hand at the plug is stronger than its intention`() {
    var bench = ModelBench()
    bench.vendor(.vanish, value: 50)
    bench.send(.unplug)
    #expect(bench.wait(.seconds(1)) == [])
    bench.send(.plug)
    bench.send(.setConfiguration(id: 0, value: 1))
    bench.vendor(.vanish, value: 50)
    #expect(bench.send(.plug).last == .connect)
    #expect(bench.wait(.seconds(1)) == [])
    bench.vendor(.vanish, index: 1)
    bench.send(.setConfiguration(id: 0, value: 1))
    #expect(bench.bulkIn(0x81, 512).last != .disconnect, "the configuration took it back")
  }
}
