import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct PresenceTests {
  @Test func `it waits for somebody at the other end`() {
    var fixture = ModelFixture(isConfigured: false)
    #expect(fixture.send(.plug) == [])
    let actions = fixture.send(.attached)
    #expect(actions.count == 3 && actions.last == .connect)
    #expect(fixture.send(.plug) == [])
    #expect(fixture.send(.attached).complaints == ["a second hello"])
  }

  @Test func `away and back, it has forgotten everything`() {
    var fixture = ModelFixture()
    fixture.vendor(.write, data: [1])
    fixture.vendor(.startNAK, index: 0x81)
    fixture.bulkOut(0x03, [1])
    fixture.bulkIn(0x83, 1)
    fixture.bulkIn(0x83, 1)
    #expect(fixture.send(.unplug) == [.disconnect], "what is in flight gets no answer")
    #expect(fixture.send(.unplug) == [])
    #expect(fixture.bulkIn(0x83, 1) == [], "it crossed the leaving")
    let actions = fixture.send(.plug)
    #expect(actions.count == 3 && actions.last == .connect && actions.held == [])
    #expect(fixture.send(.getConfiguration(id: 3)) == [.configuration(id: 3, .success, value: 0)])
    #expect(fixture.control(0xc0, 0x5c, length: 5).answer == [])
    fixture.send(.setConfiguration(id: 4, value: 1))
    #expect(fixture.bulkIn(0x83, 512).bulk == [])
  }

  @Test func `a reset takes everything back too, but answers what waits`() {
    var fixture = ModelFixture()
    fixture.setAlternate(0, 1)
    fixture.bulkIn(0x83, 512)
    let id = fixture.id
    let actions = fixture.send(.reset)
    #expect(actions.bulk == [BulkCompletion(id: id, endpoint: 0x83, status: .cancelled, count: 0)])
    #expect(fixture.send(.getConfiguration(id: 3)) == [.configuration(id: 3, .success, value: 0)])
  }

  @Test func `it vanishes behind the request`() {
    var fixture = ModelFixture()
    fixture.bulkIn(0x83, 512)
    let actions = fixture.vendor(.disconnect, value: 50)
    #expect(actions.answer == [] && actions.last == .disconnect && actions.bulk == [])
    #expect(fixture.model.deadline == fixture.now + .milliseconds(50))
    #expect(fixture.wait(.milliseconds(49)) == [])
    #expect(fixture.wait(.milliseconds(1)).last == .connect)
    #expect(fixture.model.deadline == nil)
  }

  @Test func `it vanishes when its transfers are done, whatever is in flight`() {
    var fixture = ModelFixture()
    #expect(fixture.vendor(.disconnect, index: 3).answer == [])
    fixture.bulkIn(0x83, 512)
    fixture.bulkIn(0x83, 512)
    #expect(fixture.send(.cancel(id: 2)).bulk.count == 1, "which is not done")
    #expect(fixture.bulkIn(0x81, 512).bulk.count == 1)
    let actions = fixture.bulkOut(0x03, [1])
    #expect(actions.last == .disconnect)
    #expect(actions.bulk.map(\.endpoint) == [0x03, 0x83])
    #expect(fixture.wait(.seconds(100)) == [], "it stays away")
    #expect(fixture.send(.plug).last == .connect)
  }

  @Test func `the last transfer's own consequences stay undone`() {
    var fixture = ModelFixture()
    fixture.bulkIn(0x83, 512)
    fixture.vendor(.disconnect, index: 1)
    let actions = fixture.bulkOut(0x03, [1])
    #expect(actions.bulk.map(\.endpoint) == [0x03] && actions.last == .disconnect)
  }

  @Test func `what crossed its leaving is for nobody, until it is asked anew`() {
    var fixture = ModelFixture()
    fixture.vendor(.disconnect, value: 1)
    #expect(fixture.wait(.milliseconds(1)).last == .connect)
    #expect(
      fixture.bulkIn(0x81, 512).isEmpty && fixture.bulkOut(0x02, [1]).isEmpty, "no answer, no complaint")
    #expect(fixture.send(.cancel(id: 2)).isEmpty)
    fixture.send(.reset)
    #expect(fixture.bulkIn(0x81, 512).complaints == ["bulk packet before SET_CONFIGURATION"])
  }

  @Test func `a hand at the plug is stronger than its intention`() {
    var fixture = ModelFixture()
    fixture.vendor(.disconnect, value: 50)
    fixture.send(.unplug)
    #expect(fixture.wait(.seconds(1)) == [])
    fixture.send(.plug)
    fixture.send(.setConfiguration(id: 0, value: 1))
    fixture.vendor(.disconnect, value: 50)
    #expect(fixture.send(.plug).last == .connect)
    #expect(fixture.wait(.seconds(1)) == [])
    fixture.vendor(.disconnect, index: 1)
    fixture.send(.setConfiguration(id: 0, value: 1))
    #expect(fixture.bulkIn(0x81, 512).last != .disconnect, "the configuration took it back")
  }
}
