import DeviceControl
import Testing

@testable import EmulatedDevice

@Suite struct LoopbackTests {
  static func bytes(_ count: Int, from start: Int = 0) -> [UInt8] {
    (start..<start + count).map { UInt8($0 * 31 % 255) }
  }

  @Test(arguments: [1, 63, 511, 513, 1023, 4095])
  func `what ends short comes back at once, as long as it was`(
    count: Int
  ) {
    var fixture = ModelFixture()
    let data = Self.bytes(count)
    #expect(fixture.bulkOut(0x03, data).bulk == [BulkCompletion(id: 1, endpoint: 0x03, count: count)])
    #expect(
      fixture.bulkIn(0x83, 4096).bulk == [BulkCompletion(id: 2, endpoint: 0x83, count: count, data: data)])
  }

  @Test func `an empty packet comes back empty`() {
    var fixture = ModelFixture()
    fixture.bulkOut(0x03, [])
    #expect(fixture.bulkIn(0x83, 512).bulk == [BulkCompletion(id: 2, endpoint: 0x83, count: 0)])
    #expect(fixture.bulkIn(0x83, 512).bulk == [])
  }

  @Test func `whole packets wait until their request is full`() {
    var fixture = ModelFixture()
    let data = Self.bytes(4096)
    #expect(fixture.bulkIn(0x83, 4096).bulk == [])
    #expect(
      fixture.bulkOut(0x03, Array(data[..<512])).bulk == [BulkCompletion(id: 2, endpoint: 0x03, count: 512)])
    #expect(fixture.bulkOut(0x03, Array(data[512..<3584])).bulk.map(\.endpoint) == [0x03])
    #expect(
      Set(fixture.bulkOut(0x03, Array(data[3584...])).bulk.map(\.id)) == [1, 4],
      "the fourth completes the first")
  }

  @Test func `a request that an empty packet ended has an empty packet at its end`() {
    var fixture = ModelFixture()
    let data = Self.bytes(1024)
    fixture.bulkOut(0x03, data)
    fixture.bulkOut(0x03, [])
    #expect(
      fixture.bulkIn(0x83, 1024).bulk == [BulkCompletion(id: 3, endpoint: 0x83, count: 1024, data: data)])
    #expect(
      fixture.bulkIn(0x83, 512).bulk == [BulkCompletion(id: 4, endpoint: 0x83, count: 0)],
      "which is a transfer of its own")
    fixture.bulkOut(0x03, data)
    fixture.bulkOut(0x03, [])
    #expect(
      fixture.bulkIn(0x83, 2048).bulk == [BulkCompletion(id: 7, endpoint: 0x83, count: 1024, data: data)])
    #expect(fixture.bulkIn(0x83, 512).bulk == [], "it was the end of the transfer before")
  }

  @Test func `a full request has no end that would show`() {
    var fixture = ModelFixture()
    let data = Self.bytes(8192 + 100)
    fixture.bulkOut(0x03, data)
    #expect(
      fixture.bulkIn(0x83, 65536).bulk == [
        BulkCompletion(id: 2, endpoint: 0x83, count: data.count, data: data)
      ])
  }

  @Test func `one transfer is read in pieces`() {
    var fixture = ModelFixture()
    let data = Self.bytes(4096)
    fixture.bulkOut(0x03, data)
    for start in stride(from: 0, to: 4096, by: 512) {
      #expect(fixture.bulkIn(0x83, 512).bulk.first?.data == Array(data[start..<start + 512]))
    }
    #expect(fixture.bulkIn(0x83, 512).bulk == [])
  }

  @Test func `a packet larger than what is left is babble, and comes again`() {
    var fixture = ModelFixture()
    let data = Self.bytes(700)
    fixture.bulkOut(0x03, data)
    #expect(
      fixture.bulkIn(0x83, 100).bulk == [BulkCompletion(id: 2, endpoint: 0x83, status: .babble, count: 0)])
    #expect(
      fixture.bulkIn(0x83, 600).bulk
        == [BulkCompletion(id: 3, endpoint: 0x83, status: .babble, count: 512, data: Array(data[..<512]))])
    #expect(
      fixture.bulkIn(0x83, 512).bulk == [
        BulkCompletion(id: 4, endpoint: 0x83, count: 188, data: Array(data[512...]))
      ])
  }

  @Test func `128 KiB go in and no more, until something comes out`() {
    var fixture = ModelFixture()
    let data = Self.bytes(128 * 1024 + 4096)
    #expect(fixture.bulkOut(0x03, Array(data[..<(128 * 1024)])).bulk.count == 1)
    #expect(fixture.bulkOut(0x03, Array(data[(128 * 1024)...])).bulk == [])
    #expect(fixture.bulkOut(0x03, [1]).bulk == [])
    #expect(fixture.bulkIn(0x83, 512).bulk.map(\.id) == [4], "a request is free when all of it is out")
    #expect(fixture.bulkIn(0x83, 4096 - 512).bulk.map(\.id) == [5, 2])
    #expect(fixture.bulkIn(0x83, 4096).bulk.map(\.id) == [6, 3])
    #expect(fixture.bulkIn(0x83, 126 * 1024 + 512).bulk.first?.data.last == 1)
  }

  @Test(arguments: [false, true]) func `4 MiB go through 128 KiB`(inFirst: Bool) {
    var fixture = ModelFixture()
    let data = Self.bytes(4 << 20)
    var ends: [BulkCompletion] = []
    if inFirst { ends += fixture.bulkIn(0x83, data.count).bulk }
    for start in stride(from: 0, to: data.count, by: 1 << 20) {
      ends += fixture.bulkOut(0x03, Array(data[start..<start + 1 << 20])).bulk
    }
    if !inFirst { ends += fixture.bulkIn(0x83, data.count).bulk }
    #expect(ends.count == 5)
    #expect(ends.first { $0.endpoint == 0x83 }?.data == data)
    #expect(ends.allSatisfy { $0.status == .success })
  }

  @Test func `several that wait are served in their order`() {
    var fixture = ModelFixture()
    for _ in 0..<3 { fixture.bulkIn(0x83, 512) }
    #expect(fixture.bulkOut(0x03, [7]).bulk.map(\.id) == [4, 1])
    #expect(fixture.bulkOut(0x03, [8]).bulk.map(\.id) == [5, 2])
    #expect(fixture.bulkOut(0x03, [9]).bulk.map(\.data) == [[], [9]])
  }

  @Test func `a cancelled IN is answered, and what it had comes again`() {
    var fixture = ModelFixture()
    let data = Self.bytes(4096)
    fixture.bulkIn(0x83, 8192)
    fixture.bulkOut(0x03, data)
    #expect(
      fixture.send(.cancel(id: 1)).bulk == [
        BulkCompletion(id: 1, endpoint: 0x83, status: .cancelled, count: 0)
      ])
    fixture.bulkOut(0x03, [5])
    #expect(fixture.bulkIn(0x83, 8192).bulk.first?.data == data + [5])
  }

  @Test func `what crossed its cancellation comes again, in its order`() {
    var fixture = ModelFixture()
    let data = Self.bytes(3 * 4096)
    fixture.bulkOut(0x03, data)
    // The middle of a request, its rest and more, and what waits for the next.
    fixture.bulkIn(0x83, 1024)
    fixture.bulkIn(0x83, 1024)
    fixture.bulkIn(0x83, 4096)
    fixture.bulkIn(0x83, 65536)
    let ids = (2...5).map { UInt64($0) }
    for id in ids[1...2] { #expect(fixture.send(.cancel(id: id)).bulk.isEmpty, "it was answered") }
    let last = fixture.send(.cancel(id: ids[3])).bulk
    #expect(last == [BulkCompletion(id: ids[3], endpoint: 0x83, status: .cancelled, count: 0)])
    let again = fixture.bulkIn(0x83, 11264).bulk.first?.data
    #expect(again?.count == 11264 && again == Array(data[1024...]))
    #expect(fixture.bulkIn(0x83, 512).bulk == [], "nothing comes twice")
  }

  @Test func `all packets of a full speed transfer may cross their cancellation`() {
    var fixture = ModelFixture(.full)
    let data = Self.bytes(32 * 4096)
    var ids: [UInt64] = []
    for _ in 0..<data.count / 64 {
      fixture.bulkIn(0x83, 64)
      ids.append(fixture.id)
    }
    #expect(fixture.bulkOut(0x03, data).bulk.count { $0.endpoint == 0x83 } == ids.count)
    for id in ids { fixture.send(.cancel(id: id)) }
    let again = (0..<ids.count).flatMap { _ in fixture.bulkIn(0x83, 64).bulk.flatMap(\.data) }
    #expect(again == data)
  }

  @Test func `what may have crossed is bounded, however large it was`() {
    var fixture = ModelFixture()
    let data = Self.bytes(32 * 4096)
    for _ in 0..<1000 {
      fixture.bulkOut(0x03, data)
      fixture.bulkIn(0x83, data.count)
    }
    #expect(fixture.model.streams[0].answered.weight <= AnsweredTransfers.most)
    // The last of them is still known.
    fixture.send(.cancel(id: fixture.id))
    #expect(fixture.bulkIn(0x83, data.count).bulk.first?.data == data)
    for _ in 0..<3 * AnsweredTransfers.most {
      fixture.bulkOut(0x03, [1])
      fixture.send(.bulk(id: 7, endpoint: 0x83, stream: 0, count: 512, data: []))
    }
    #expect(fixture.model.streams[0].answered.weight <= AnsweredTransfers.most)
  }

  @Test func `an answer was seen when its number comes again`() {
    var fixture = ModelFixture()
    fixture.bulkOut(0x03, [1])
    fixture.bulkIn(0x83, 512)
    fixture.bulkOut(0x03, [2])
    // The same number, for a transfer that the device is told to keep.
    fixture.send(.bulk(id: 2, endpoint: 0x83, stream: 0, count: 512, data: []))
    fixture.send(.cancel(id: 2))
    #expect(fixture.bulkIn(0x83, 512).bulk.first?.data == [2])
    #expect(fixture.bulkIn(0x83, 512).bulk == [], "what the first of this number had was seen")
  }

  @Test func `nothing comes again after the setting was chosen`() {
    var fixture = ModelFixture()
    fixture.bulkOut(0x03, [1])
    fixture.bulkIn(0x83, 512)
    fixture.setAlternate(1, 0)
    fixture.send(.cancel(id: 2))
    #expect(fixture.bulkIn(0x83, 512).bulk == [])
  }

  @Test func `a cancelled OUT leaves what was taken of it`() {
    var fixture = ModelFixture()
    let data = Self.bytes(136 * 1024)
    fixture.bulkOut(0x03, data)
    fixture.bulkOut(0x03, [5])
    let ends = fixture.send(.cancel(id: 1)).bulk
    #expect(ends == [BulkCompletion(id: 1, endpoint: 0x03, status: .cancelled, count: 0)])
    #expect(fixture.bulkIn(0x83, 128 * 1024).bulk.first?.data == Array(data[..<(128 * 1024)]))
    #expect(fixture.bulkIn(0x83, 512).bulk.first?.data == [5])
  }

  @Test func `cancelling what is not there is silent, for the answer may have crossed it`() {
    var fixture = ModelFixture()
    #expect(fixture.send(.cancel(id: 99)) == [])
  }

  @Test func `choosing the setting again empties the loop and cancels what waits`() {
    var fixture = ModelFixture()
    fixture.bulkOut(0x03, [1])
    fixture.bulkOut(0x03, Self.bytes(512))
    fixture.setAlternate(1, 0)
    #expect(fixture.bulkIn(0x83, 512).bulk == [])
    let id = fixture.id
    let actions = fixture.setAlternate(1, 0)
    #expect(actions.bulk == [BulkCompletion(id: id, endpoint: 0x83, status: .cancelled, count: 0)])
    #expect(actions.last == .alternate(id: id + 1, .success, interface: 1, alternate: 0))
  }

  @Test func `at full speed packets are of 64 bytes`() {
    var fixture = ModelFixture(.full)
    let data = Self.bytes(4096)
    fixture.bulkIn(0x83, 4096)
    for start in stride(from: 0, to: 4032, by: 64) {
      #expect(fixture.bulkOut(0x03, Array(data[start..<start + 64])).bulk.map(\.endpoint) == [0x03])
    }
    #expect(fixture.bulkOut(0x03, Array(data[4032...])).bulk.last?.data == data)
  }
}
