import Testing

@testable import Runner

@Suite struct GuestSchedulerTests {
  @Test(arguments: [(4096, 256, 6), (2048, 256, 2), (1024 + 512, 256, 1), (500, 256, 1), (16_384, 1023, 12)])
  func `as many as memory has room for, and never none`(available: Int, memory: Int, count: Int) {
    #expect(GuestScheduler.fitting(available: available, memory: memory) == count)
  }

  @Test(arguments: [
    (2, 99, GuestScheduler.Share.works, 4), (2, 99, .waits, 4), (1, 99, .works, 2), (1, 99, .waits, 2),
    (2, 1, .works, 1), (2, 3, .waits, 3),
  ])
  func `two that work or two that wait for each core, as far as memory goes`(
    cores: Int, guests: Int, share: GuestScheduler.Share, count: Int
  ) async throws {
    let scheduler = GuestScheduler(cores: cores, guests: guests)
    let log = Log()
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let running = (0..<count + 1).map { _ in
      Task {
        try await scheduler.run(share) {
          await log.add("runs")
          for await _ in gate {}
        }
      }
    }
    try await log.waits(for: count + 1, beside: scheduler)
    try #require(await log.entries.count == count)
    opener.finish()
    for task in running { try await task.value }
    #expect(await log.entries.count == count + 1)
  }

  /// What happened, in order.
  private actor Log {
    private(set) var entries: [String] = []
    func add(_ entry: String) { entries.append(entry) }
    func waits(for count: Int) async throws {
      while entries.count < count { try await Task.sleep(for: .milliseconds(1)) }
    }
    /// Until so many have come, each of which runs or waits for room.
    func waits(for count: Int, beside scheduler: GuestScheduler) async throws {
      while await scheduler.waiting + entries.count < count { try await Task.sleep(for: .milliseconds(1)) }
    }
  }

  @Test func `beside all that wait one that works has room, however many come`() async throws {
    let scheduler = GuestScheduler(cores: 2, guests: 99)
    let log = Log()
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let waiting = (0..<20).map { _ in
      Task {
        try await scheduler.run(.waits) {
          await log.add("waits")
          for await _ in gate {}
        }
      }
    }
    try await log.waits(for: 20, beside: scheduler)
    try #require(await log.entries.count == 4)
    try await scheduler.run(.works) { await log.add("works") }
    #expect(await log.entries.last == "works")
    opener.finish()
    for task in waiting { try await task.value }
  }

  @Test func `whoever goes on is next, then who waits longest; who gives up does not hold up the others`()
    async throws
  {
    let scheduler = GuestScheduler(cores: 1, guests: 1)
    let log = Log()
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let holder = Task {
      try await scheduler.run(.works) {
        await log.add("holds")
        for await _ in gate {}
      }
    }
    try await log.waits(for: 1)
    var waiters: [Task<Void, any Error>] = []
    for number in 1...3 {
      waiters.append(Task { try await scheduler.run(.waits) { await log.add("\(number)") } })
      try await log.waits(for: 1 + number, beside: scheduler)
    }
    let last = Task { try await scheduler.run(.waits, goesOn: true) { await log.add("last") } }
    try await log.waits(for: 5, beside: scheduler)
    waiters[1].cancel()
    await #expect(throws: CancellationError.self) { try await waiters[1].value }
    #expect(await log.entries == ["holds"])
    opener.finish()
    try await holder.value
    try await last.value
    try await waiters[0].value
    try await waiters[2].value
    #expect(await log.entries == ["holds", "last", "1", "3"])
    #expect(try await scheduler.run(.works) { true }, "nothing was lost")
  }
}
