import Glibc

/// Threads that start together, again and again.
package final class Race {
  /// The work of one thread in a round.
  package typealias Racer = @Sendable () throws -> Void

  /// State that the threads share, written by the owner before the start and by the threads before the finish, each its
  /// own result; the barriers are the order.
  private final class Course: @unchecked Sendable {
    let start = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)
    let finish = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)
    let results: UnsafeMutableBufferPointer<(any Error)?>
    var racers: [Racer] = []
    var isOver = false

    init(_ count: Int) {
      pthread_barrier_init(start, nil, UInt32(count + 1))
      pthread_barrier_init(finish, nil, UInt32(count + 1))
      results = .allocate(capacity: count)
      results.initialize(repeating: nil)
    }

    deinit {
      pthread_barrier_destroy(start)
      pthread_barrier_destroy(finish)
      start.deallocate()
      finish.deallocate()
      results.deallocate()
    }
  }

  private let course: Course
  private let threads: [pthread_t]

  /// - Parameter count: How many race.
  package init(_ count: Int) {
    let course = Course(count)
    self.course = course
    threads = (0..<count).map { index in Threads.start { Self.race(course, index) } }
  }

  private static func race(_ course: Course, _ index: Int) {
    while true {
      pthread_barrier_wait(course.start)
      if course.isOver { return }
      do {
        try course.racers[index]()
        course.results[index] = nil
      } catch { course.results[index] = error }
      pthread_barrier_wait(course.finish)
    }
  }

  deinit {
    course.isOver = true
    pthread_barrier_wait(course.start)
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs all at once and waits for all; gives the error of each, or nil.
  package func run(_ racers: [Racer]) -> [(any Error)?] {
    precondition(racers.count == threads.count)
    course.racers = racers
    pthread_barrier_wait(course.start)
    pthread_barrier_wait(course.finish)
    // Dropped here, so that what the racers hold is gone when the round is.
    course.racers = []
    return Array(course.results)
  }
}
