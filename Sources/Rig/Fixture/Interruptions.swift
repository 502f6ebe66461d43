import CUSBFS
import Glibc
import Synchronization

/// Timer interrupts on every processor, thousands a second in all, until it is gone.
///
/// What the kernel does with interrupts off ends, more often than not, with one that waited: whatever it does just after
/// a lock is then hundreds of times as far from it as otherwise, while the other processor goes on.
package final class Interruptions {
  private final class Course: Sendable { let isOver = Atomic<Bool>(false) }
  private let course = Course()
  private let threads: [pthread_t]

  /// Begins.
  package init() {
    let course = course
    threads = (0..<sysconf(CInt(_SC_NPROCESSORS_ONLN))).map { processor in
      Threads.start {
        cusbfs_run_on(CInt(processor))
        var pause = timespec(tv_sec: 0, tv_nsec: 200_000)
        while !course.isOver.load(ordering: .relaxed) { nanosleep(&pause, nil) }
      }
    }
  }

  deinit {
    course.isOver.store(true, ordering: .relaxed)
    for thread in threads { pthread_join(thread, nil) }
  }
}
