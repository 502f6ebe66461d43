import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.STR {
  private var endpoints: [UInt8] { [fixture.loopIn, fixture.loopOut] }
  private static let streams = 1...4
  private static let count = 4096

  /// An URB on a stream's own part of a region or buffer.
  private func urb(_ endpoint: UInt8, _ memory: some Memory, at offset: Int = 0, stream: Int) -> URB {
    let urb = URB(
      .bulk, endpoint: endpoint, buffer: memory.base + offset + (stream - 1) * Self.count,
      length: Int32(Self.count), owner: memory)
    urb.stream = stream
    return urb
  }

  /// Asks for data on every stream, then gives it stream by stream, and says what did not arrive at the stream that it
  /// was for; nil if all did.
  private func differenceOfStreams(_ memory: some Memory) throws -> String? {
    let half = memory.count / 2
    memory[half...].fill(.byte(0x5a))
    let inputs = Self.streams.map { urb(fixture.loopIn, memory, at: half, stream: $0) }
    for input in inputs { try fixture.device.submit(input) }
    var waiting = Set(Self.streams)
    // Whatever happens, the next test must not reap what this one left.
    defer {
      for stream in waiting { try? fixture.device.discard(inputs[stream - 1]) }
      for _ in waiting { _ = try? fixture.reap() }
    }
    for stream in [3, 1, 4, 2] {
      let output = urb(fixture.loopOut, memory, stream: stream)
      memory[at: (stream - 1) * Self.count, count: Self.count].fill(.pattern(seed: UInt64(stream)))
      try fixture.device.submit(output)
      for _ in 0..<2 {
        let reaped = try fixture.reap()
        if let other = inputs.firstIndex(where: { $0 === reaped }) {
          waiting.remove(other + 1)
          if other + 1 != stream { return "data for stream \(stream) came on stream \(other + 1)" }
        }
        if let error = reaped.error { return "an URB of stream \(stream) ended with \(error)" }
        if reaped.actualLength != Self.count {
          return "\(reaped.actualLength) bytes came on stream \(stream)"
        }
      }
      for other in Self.streams {
        let part = memory[at: half + (other - 1) * Self.count, count: Self.count]
        let contents = waiting.contains(other) ? Contents.byte(0x5a) : .pattern(seed: UInt64(other))
        if let mismatch = contents.mismatch(in: UnsafeRawBufferPointer(part)) {
          return "after stream \(stream), in the memory of stream \(other): \(mismatch)"
        }
      }
    }
    return nil
  }

  @Test(.requires(.bulkStreams, .root)) func `STR-1: streams of a region arrive apart`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let size = 2 * Self.streams.count * Self.count
    let region = try fixture.map(size)
    let given = try fixture.device.allocateStreams(Self.streams.count, endpoints)
    try #require(given >= Self.streams.count, "streams that were given")
    // The control: where ordinary memory's streams mix it may be the device that mixes them. The emulated one does not.
    if let difference = try differenceOfStreams(fixture.buffer(size)) {
      guard fixture.rig.isEmulated else { try inconclusive("in ordinary memory \(difference)") }
      Issue.record("in ordinary memory \(difference)")
    }
    if let difference = try differenceOfStreams(region) { Issue.record("\(difference)") }

    // Streams go with URBs pending, two on each, of a region that stays and of one that does not.
    let second = try fixture.map(size)
    region.fill(.byte(0x5a))
    let pending = Self.streams.flatMap { stream in
      [region, second].map { urb(fixture.loopIn, $0, stream: stream) }
    }
    for urb in pending { try fixture.device.submit(urb) }
    try second.unmap()
    try fixture.device.freeStreams(endpoints)
    for _ in pending {
      let urb: URB
      do { urb = try fixture.device.reapNow() } catch {
        Issue.record("an URB is still pending after FREE_STREAMS: \(error)")
        return
      }
      #expect(urb.error == .noSuchFileOrDirectory, "status of an URB whose stream went")
      #expect(urb.actualLength == 0, "actual_length of an URB whose stream went")
    }
    expect(region, holds: .byte(0x5a), "the region after FREE_STREAMS")

    // Without streams all is as ever.
    try fixture.sendToLoopback(Self.count, seed: 5)
    expectDone(
      try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, count: Self.count)), Self.count)
    expect(region[..<Self.count], holds: .pattern(seed: 5), "what came without streams")
    try region.unmap()
    #expect(try quota.isUnchanged(since: before), "in use after both regions went")
  }
}
