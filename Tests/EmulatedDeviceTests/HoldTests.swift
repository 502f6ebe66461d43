import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct HoldTests {
  @Test func `the host is told before it has the answer`() {
    var fixture = ModelFixture()
    let hold = fixture.vendor(.startNAK, index: 0x81)
    #expect(hold.held == [0x81] && hold.count == 2)
    if case .endpoints = hold[0] {} else { Issue.record("\(hold)") }
    #expect(fixture.vendor(.startNAK, index: 0x81).held == nil, "nothing new")
    #expect(fixture.bulkIn(0x81, 512).bulk == [])
    let release = fixture.vendor(.stopNAK, index: 0x81)
    #expect(release.held == [])
    #expect(release.bulk.map(\.status) == [.success], "what came nevertheless is served")
  }

  @Test func `choosing a setting lets go`() {
    var fixture = ModelFixture()
    fixture.vendor(.startNAK, index: 0x81)
    fixture.vendor(.startNAK, index: 0x84)
    #expect(fixture.setAlternate(0, 1).held == [0x84])
    #expect(fixture.send(.setConfiguration(id: 0, value: 1)).held == [])
  }

  @Test func `held interrupts and isochronous packets wait`() {
    var fixture = ModelFixture()
    fixture.setAlternate(0, 1)
    fixture.send(.startInterrupt(id: 0, endpoint: 0x84))
    fixture.vendor(.startNAK, index: 0x84)
    fixture.vendor(.startNAK, index: 0x82)
    #expect(fixture.send(.interrupt(id: 1, endpoint: 4, data: [3])).interrupts.isEmpty)
    #expect(fixture.schedule([8]).answer == [])
    #expect(fixture.send(.startIsochronous(id: 2, endpoint: 0x82)).isochronous.isEmpty)
    #expect(fixture.wait(.milliseconds(50)).isochronous.isEmpty)
    #expect(fixture.vendor(.stopNAK, index: 0x84).interrupts.map(\.data) == [[3]])
    #expect(fixture.vendor(.stopNAK, index: 0x82).isochronous.map(\.data.count) == [8])
  }

  @Test func `one transfer at a time: an empty loop says so before the answer that emptied it`() throws {
    var fixture = ModelFixture(.full, oneTransferAtATime: true)
    #expect(fixture.setAlternate(1, 0).held == [0x83])
    let filled = fixture.bulkOut(0x03, [1, 2, 3])
    #expect(filled.held == [] && filled.bulk.count == 1)
    if case .endpoints = filled[0] {} else { Issue.record("\(filled)") }
    let emptied = fixture.bulkIn(0x83, 4096)
    #expect(emptied.held == [0x83] && emptied.bulk.map(\.data) == [[1, 2, 3]])
    if case .endpoints = emptied[0] {} else { Issue.record("\(emptied)") }
  }

  @Test func `one transfer at a time: a full loop says so before the answer that filled it`() {
    var fixture = ModelFixture(.full, oneTransferAtATime: true)
    let packet = LoopbackTests.bytes(64)
    for index in 0..<2048 {
      let actions = fixture.bulkOut(0x03, packet)
      #expect(actions.bulk.count == 1)
      if index == 63 { #expect(actions.held == []) }
      if index == 2047 { #expect(actions.held == [0x03]) }
    }
    #expect(fixture.bulkIn(0x83, 4096).held == [])
  }

  @Test func `one transfer at a time: an IN that comes nevertheless gets what there is`() {
    var fixture = ModelFixture(.full, oneTransferAtATime: true)
    #expect(fixture.bulkIn(0x83, 4096).bulk == [])
    #expect(fixture.bulkOut(0x03, [1]).bulk.map(\.id) == [2, 1])
    fixture.bulkOut(0x03, LoopbackTests.bytes(4096))
    #expect(fixture.bulkIn(0x83, 8192).bulk.map(\.count) == [4096])
  }
}
