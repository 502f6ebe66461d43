/// Scheduler of the guests of all rigs: it limits how many run at once. Of those that fit, one that goes on is next, then the one that waits
/// longest.
actor GuestScheduler {
  /// The share of the machine that a guest takes, in sixths of a core. Guests lose more than they win when many of them share
  /// a core's caches: of one of four guests on two cores ACC-2 took 9 seconds of processor time, as of one alone, of one
  /// of eight 17.
  enum Share: Int, Sendable {
    /// A guest that mostly waits for its device.
    case waits = 2
    /// A guest that keeps a processor busy half of the time or more.
    case works = 3
  }

  private struct Waiter {
    let id: Int
    let share: Share
    let continuation: CheckedContinuation<Void, any Error>
  }

  /// Sixths of cores, and a little more: all of them are never busy at the same moment.
  private var room: Int
  /// The part of the room that guests that wait may take, so that one that works has room beside them.
  private var roomForWaiting: Int
  /// The number of guests that memory has room for.
  private var guests: Int
  private var waiters: [Waiter] = []
  private var lastID = 0

  /// The number of guests that wait for room.
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

  /// The number of guests that fit into memory, with 1 GiB left for others and 256 MiB for each QEMU itself. All in MiB.
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
