import Testing

@testable import usbfs_conformance

struct GuestSlotsTests {
  @Test(arguments: [
    (2, 16_384, 256, 6), (2, 2048, 256, 2), (2, 1024 + 512, 256, 1), (2, 500, 256, 1), (1, 16_384, 1023, 3),
  ])
  func `three times the cores, as far as memory goes, and never none`(
    cores: Int, available: Int, memory: Int, count: Int
  ) {
    #expect(GuestSlots.count(cores: cores, available: available, memory: memory) == count)
    #expect(GuestSlots.count(cores: cores, available: nil, memory: memory) == 3 * cores)
  }

  @Test func `the memory that is available is read from meminfo`() {
    #expect(GuestSlots.available("MemTotal:  9 kB\nMemAvailable:    4096 kB\nBuffers:  7 kB\n") == 4)
    #expect(GuestSlots.available("MemTotal:  9 kB\n") == nil)
  }

  /// What happened, in order.
  private actor Log {
    private(set) var entries: [String] = []
    func add(_ entry: String) { entries.append(entry) }
    func waits(for count: Int) async throws {
      while entries.count < count { try await Task.sleep(for: .milliseconds(1)) }
    }
  }

  @Test func `whoever waits longest is next, and who gives up does not hold up the others`() async throws {
    let slots = GuestSlots(1)
    let log = Log()
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let holder = Task {
      try await slots.run {
        await log.add("holds")
        for await _ in gate {}
      }
    }
    try await log.waits(for: 1)
    var waiters: [Task<Void, any Error>] = []
    for number in 1...3 {
      waiters.append(Task { try await slots.run { await log.add("\(number)") } })
      while await slots.waiting < number { try await Task.sleep(for: .milliseconds(1)) }
    }
    waiters[1].cancel()
    await #expect(throws: CancellationError.self) { try await waiters[1].value }
    #expect(await log.entries == ["holds"])
    opener.finish()
    try await holder.value
    try await waiters[0].value
    try await waiters[2].value
    #expect(await log.entries == ["holds", "1", "3"])
    #expect(try await slots.run { true }, "nothing was lost")
  }
}
