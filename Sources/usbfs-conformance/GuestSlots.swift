import Glibc
import KernelLab

/// How many guests run at once, whichever rig they are of. Whoever waits longest is next.
actor GuestSlots {
  private struct Waiter {
    let id: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private var free: Int
  private var waiters: [Waiter] = []
  private var lastID = 0

  /// How many wait for room.
  var waiting: Int { waiters.count }

  init(_ count: Int) { free = count }

  /// As many as this machine carries when each guest has so many MiB of memory.
  init(memory: Int) {
    let text = (try? Folders.read("/proc/meminfo")).map { String(decoding: $0, as: UTF8.self) }
    self.init(
      Self.count(
        cores: sysconf(CInt(_SC_NPROCESSORS_ONLN)), available: text.flatMap { Self.available($0) },
        memory: memory))
  }

  /// Three for each core, for a guest mostly waits for its device; as far as memory goes, with 1 GiB left for others
  /// and 256 MiB for each QEMU itself. All in MiB.
  static func count(cores: Int, available: Int?, memory: Int) -> Int {
    let fitting = available.map { ($0 - 1024) / (memory + 256) } ?? .max
    return max(1, min(3 * cores, fitting))
  }

  /// MemAvailable of /proc/meminfo in MiB.
  static func available(_ meminfo: String) -> Int? {
    let line = meminfo.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
  }

  /// Runs `body` once there is room for a guest. Throws a `CancellationError` as soon as the task is cancelled, also
  /// while it waits.
  func run<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
    try await acquire()
    defer { release() }
    return try await body()
  }

  private func acquire() async throws {
    try Task.checkCancellation()
    if free > 0 {
      free -= 1
      return
    }
    lastID += 1
    let id = lastID
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiters.append(Waiter(id: id, continuation: $0)) }
    } onCancel: {
      // Runs on this actor, so not before the waiter is in the list.
      Task { await giveUp(id) }
    }
  }

  private func giveUp(_ id: Int) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: index).continuation.resume(throwing: CancellationError())
  }

  private func release() {
    if waiters.isEmpty { free += 1 } else { waiters.removeFirst().continuation.resume() }
  }
}
