import CUSBFS
import Glibc
import Synchronization
import SystemPackage

/// A call on a thread of its own, which may block in the kernel for as long as it likes.
package final class BlockingCall<Value: Sendable>: Sendable {
  /// What the thread leaves behind.
  private final class Outcome: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let id = Atomic<pid_t>(0)
  }

  private let outcome = Outcome()
  private let thread: pthread_t
  private let end: FileDescriptor

  /// Starts the thread.
  package init(_ call: @escaping @Sendable () throws -> Value) throws {
    let pipe = try FileDescriptor.pipe()
    end = pipe.readEnd
    let outcome = outcome
    thread = Threads.start {
      // Swift's own threads, one of which may have started this one, have signals blocked.
      SignalWatch.unblock()
      outcome.id.store(cusbfs_gettid(), ordering: .releasing)
      let result = Result { try call() }
      outcome.result.withLock { $0 = result }
      // Who waits for the end sees the pipe's.
      try? pipe.writeEnd.close()
    }
  }

  deinit {
    if result == nil { pthread_detach(thread) } else { pthread_join(thread, nil) }
    try? end.close()
  }

  /// Waits for the call's end. False if it does not come within so many milliseconds.
  package func wait(milliseconds: Int32) -> Bool {
    var event = pollfd(fd: end.rawValue, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&event, 1, milliseconds)
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }

  /// The call's result; nil before its end.
  package var result: Result<Value, any Error>? { outcome.result.withLock { $0 } }

  /// Waits until the thread sleeps in the kernel; the call must not sleep for anything but what the test is about.
  /// False if it ended, or does not sleep within the time in which an URB completes.
  package func waitUntilBlocked() -> Bool {
    while outcome.id.load(ordering: .acquiring) == 0 { sched_yield() }
    return Threads.waitUntilAsleep(outcome.id.load(ordering: .acquiring)) { result != nil }
  }

  /// Sends the thread the signal that `SignalWatch` counts, which ends a call that can be interrupted with EINTR.
  package func interrupt() { pthread_kill(thread, SignalWatch.number) }
}
