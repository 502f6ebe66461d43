import Glibc
import Synchronization

/// Counts the arrivals of one signal and keeps what came with the last.
package enum SignalWatch {
  /// A signal that nothing else in the program uses.
  package static let number = SIGUSR2

  private final class Arrivals: Sendable {
    let count = Atomic<Int>(0)
    let code = Atomic<CInt>(0)
    let error = Atomic<CInt>(0)
    let context = Atomic<UInt>(0)
  }
  private static let arrivals = Arrivals()

  /// Has the signal counted from now on instead of ending the program. It interrupts calls that can be interrupted.
  package static func begin() {
    arrivals.count.store(0, ordering: .relaxed)
    var action = sigaction()
    action.sa_flags = SA_SIGINFO
    action.__sigaction_handler.sa_sigaction = { _, info, _ in
      guard let info else { return }
      SignalWatch.arrivals.code.store(info.pointee.si_code, ordering: .relaxed)
      SignalWatch.arrivals.error.store(info.pointee.si_errno, ordering: .relaxed)
      // usbfs's context lies where si_addr does (kill_pid_usb_asyncio in kernel/signal.c).
      let context = UnsafeRawPointer(info).load(fromByteOffset: 16, as: UInt.self)
      SignalWatch.arrivals.context.store(context, ordering: .relaxed)
      SignalWatch.arrivals.count.add(1, ordering: .releasing)
    }
    sigaction(number, &action, nil)
  }

  /// Lets the signal reach this thread.
  static func unblock() {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Number of arrivals since the beginning.
  package static var count: Int { arrivals.count.load(ordering: .acquiring) }
  /// si_code of the last.
  package static var code: CInt { arrivals.code.load(ordering: .relaxed) }
  /// si_errno of the last.
  package static var error: CInt { arrivals.error.load(ordering: .relaxed) }
  /// The word that usbfs gives back as it was given it, of the last.
  package static var context: UInt { arrivals.context.load(ordering: .relaxed) }
}
