import Testing

@testable import EmulatedDevice

@Suite struct ComplaintTests {
  @Test func `endpoints that are not there, or of another kind`() {
    var fixture = ModelFixture()
    let actions = fixture.bulkIn(0x87, 512)
    #expect(actions.complaints == ["bulk packet for endpoint 0x87, which the device has not"])
    #expect(actions.bulk == [BulkCompletion(id: 1, endpoint: 0x87, status: .invalid, count: 0)])
    #expect(
      fixture.bulkOut(0x04, [1]).complaints == [
        "bulk packet for endpoint 0x04, which is an interrupt endpoint"
      ]
    )
    #expect(
      fixture.bulkIn(0x82, 512).complaints == ["bulk packet for endpoint 0x82, which the device has not"])
    #expect(fixture.send(.interrupt(id: 1, endpoint: 0x03, data: [])).complaints.count == 1)
    #expect(fixture.send(.isochronous(endpoint: 0x02, data: [])).complaints.count == 1)
    #expect(
      fixture.send(.startIsochronous(id: 1, endpoint: 0x82)) == [
        .complaint("isochronous stream request for endpoint 0x82, which the device has not"),
        .isochronousStatus(id: 1, .invalid, endpoint: 0x82),
      ])
    #expect(fixture.send(.stopInterrupt(id: 1, endpoint: 0x81)).complaints.count == 1)
  }

  @Test func `what comes before it may`() {
    var fixture = ModelFixture(isConfigured: false)
    #expect(fixture.bulkIn(0x81, 512) == [.complaint("bulk packet before the device was on the bus")])
    fixture.send(.attached)
    let actions = fixture.bulkIn(0x81, 512)
    #expect(actions.complaints == ["bulk packet before SET_CONFIGURATION"])
    #expect(actions.bulk.map(\.status) == [.stall])
  }

  @Test func `a control packet in the wrong direction`() {
    var fixture = ModelFixture()
    let setup = Setup(requestType: 0x80, request: 6, value: 0x0100, index: 0, length: 18)
    let actions = fixture.send(.control(id: 1, endpoint: 0, setup: setup, data: [1]))
    #expect(actions.complaints == ["control packet of type 0x80 for endpoint 0x00"])
    #expect(actions.last == .control(id: 1, endpoint: 0, setup: setup, .stall, count: 0, data: []))
  }

  @Test func `more than anybody may leave here`() {
    var fixture = ModelFixture()
    let data = [UInt8](repeating: 0, count: 64 << 20)
    fixture.bulkOut(0x03, data)
    #expect(fixture.bulkOut(0x03, data).bulk == [])
    let actions = fixture.bulkOut(0x03, data)
    #expect(actions.bulk.map(\.status) == [.error])
    #expect(actions.complaints == ["bulk packet while too much waits"])
    _ = fixture.send(.cancel(id: 2))
    #expect(fixture.bulkOut(0x03, data).complaints == [], "there is room again")
  }

  @Test func `more than anybody may ask of a source that is held`() {
    var fixture = ModelFixture()
    fixture.vendor(.startNAK, index: 0x81)
    for _ in 0..<4 { #expect(fixture.bulkIn(0x81, 32 << 20).bulk == []) }
    let actions = fixture.bulkIn(0x81, 512)
    #expect(actions.bulk.map(\.status) == [.error])
    #expect(actions.complaints == ["bulk packet while too much waits"])
    fixture.send(.cancel(id: 2))
    #expect(fixture.bulkIn(0x81, 32 << 20).complaints == [], "there is room again")
  }

  @Test func `a hundred lines are enough`() {
    let complaints = ProtocolViolations()
    for number in 0..<1000 { complaints.add("\(number)") }
    #expect(complaints.lines == (0..<100).map { "\($0)" })
  }
}
