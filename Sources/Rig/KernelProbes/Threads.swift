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
}
