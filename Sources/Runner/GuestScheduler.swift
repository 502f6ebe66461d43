/// How many guests run at once, whichever rig they are of. Of those that fit whoever goes on is next, then who waits
/// longest.
actor GuestScheduler {
  /// How much of the machine a guest takes, in sixths of a core. Guests lose more than they win when many of them share
  /// a core's caches: of one of four guests on two cores ACC-2 took 9 seconds of processor time, as of one alone, of one
  /// of eight 17.
  enum Share: Int, Sendable {
    /// It mostly waits for its device.
    case waits = 2
    /// It keeps a processor busy half of the time or more.
    case works = 3
  }

  private struct Waiter {
    let id: Int
    let share: Share
    let continuation: CheckedContinuation<Void, any Error>
  }

  /// Sixths of cores, and a little more: all of them are never busy at the same moment.
  private var room: Int
  /// What of it those that wait may take: one that works has room beside them.
  private var roomForWaiting: Int
  /// What memory there is for.
  private var guests: Int
  private var waiters: [Waiter] = []
  private var lastID = 0

  /// How many wait for room.
  var waiting: Int { waiters.count }

  /// - Parameters:
  ///   - cores: Of this machine.
  ///   - guests: How many fit into its memory, at least one.
  init(cores: Int, guests: Int) {
    room = 7 * cores
    roomForWaiting = 4 * cores
    self.guests = guests
  }

  /// As many as there is room for when each guest has so many MiB of memory.
  init(_ room: HostResources, memory: Int) {
    self.init(cores: room.cores, guests: Self.fitting(available: room.memory, memory: memory))
  }

  /// How many fit, with 1 GiB left for others and 256 MiB for each QEMU itself. All in MiB.
  static func fitting(available: Int?, memory: Int) -> Int {
    max(1, available.map { ($0 - 1024) / (memory + 256) } ?? .max)
  }

  /// Runs `body` once there is room for a guest. Throws a `CancellationError` as soon as the task is cancelled, also
  /// while it waits.
  /// - Parameter goesOn: Whether another guest of the same work ran already: it has waited, and is next.
  func run<T: Sendable>(
    _ share: Share, goesOn: Bool = false, _ body: @Sendable () async throws -> T
  ) async throws -> T {
    try await acquire(share, goesOn)
    defer { release(share) }
    return try await body()
  }

  private func acquire(_ share: Share, _ goesOn: Bool) async throws {
    try Task.checkCancellation()
    lastID += 1
    let id = lastID
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation {
        let waiter = Waiter(id: id, share: share, continuation: $0)
        waiters.insert(waiter, at: goesOn ? 0 : waiters.count)
        admit()
      }
    } onCancel: {
      // Runs on this actor, so not before the waiter is in the list.
      Task { await giveUp(id) }
    }
  }

  private func giveUp(_ id: Int) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: index).continuation.resume(throwing: CancellationError())
    admit()
  }

  private func release(_ share: Share) {
    take(share, -1)
    admit()
  }

  private func take(_ share: Share, _ count: Int) {
    guests -= count
    room -= count * share.rawValue
    if share == .waits { roomForWaiting -= count * share.rawValue }
  }

  private func fits(_ share: Share) -> Bool {
    guests > 0 && room >= share.rawValue && (share == .works || roomForWaiting >= share.rawValue)
  }

  private func admit() {
    while let next = waiters.firstIndex(where: { fits($0.share) }) {
      take(waiters[next].share, 1)
      waiters.remove(at: next).continuation.resume()
    }
  }
}
