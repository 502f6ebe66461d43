import Glibc

/// Threads of the system's, for work that blocks in the kernel and must not hold up Swift's own.
enum Threads {
  /// Runs `body` on a thread of its own.
  @discardableResult
  static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    final class Body {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      {
        Unmanaged<Body>.fromOpaque($0!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(Body(body)).toOpaque())
    return thread
  }

  /// Waits until a thread, or a process of one thread, sleeps in the kernel. False if it `isOver`, or does not in the
  /// time in which an URB completes.
  static func waitUntilAsleep(_ id: pid_t, isOver: () -> Bool) -> Bool {
    let end = ContinuousClock.now + .milliseconds(Int64(Fixture.timeout))
    while !isOver(), ContinuousClock.now < end {
      // The state follows the name in parentheses (proc(5)); before Linux 5.16 usbfs slept for good (D).
      let state = Files.read("/proc/\(id)/stat")?.split(separator: ")").last?.dropFirst().first
      if state == "S" || state == "D" { return true }
      usleep(1000)
    }
    return false
  }
}
