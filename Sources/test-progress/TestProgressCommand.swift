import Dispatch
import Glibc
import Subprocess
import SystemPackage

/// Runs the command in the arguments, `swift test` say, and shows how far its tests are. All that the command prints
/// is printed; the exit status is the command's.
@main
enum TestProgressCommand {
  static func main() async throws {
    guard CommandLine.arguments.count > 1 else {
      _ = try FileDescriptor.standardError.writeAll("usage: test-progress COMMAND ARGUMENTS...\n".utf8)
      exit(2)
    }
    let display = ProgressDisplay()
    let (events, eventsEnd) = try FileDescriptor.pipe()
    let (words, wordsEnd) = try FileDescriptor.pipe()
    // Nothing but its path leads to the events' pipe, through this process, and so nothing is left behind.
    for end in [events, eventsEnd, words, wordsEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    read(events) { display.take(events: $0) }
    let (isRead, end) = AsyncStream<Never>.makeStream()
    read(words) {
      display.print($0)
    } atEnd: {
      end.finish()
    }
    let ticker = Task {
      while true {
        try await Task.sleep(for: .seconds(1))
        display.tick()
      }
    }
    let stream = ["--event-stream-output-path", "/proc/\(getpid())/fd/\(eventsEnd.rawValue)"]
    let result = try await Subprocess.run(
      .name(CommandLine.arguments[1]), arguments: Arguments(CommandLine.arguments.dropFirst(2) + stream),
      input: .none, output: .fileDescriptor(wordsEnd, closeAfterSpawningProcess: false),
      error: .fileDescriptor(wordsEnd, closeAfterSpawningProcess: false))
    try wordsEnd.close()
    // What it said is read; somebody it left behind may hold the pipe for ever.
    await withTaskGroup { group in
      group.addTask { for await _ in isRead {} }
      group.addTask { try? await Task.sleep(for: .seconds(5)) }
      await group.next()
      group.cancelAll()
    }
    ticker.cancel()
    display.clear()
    switch result.terminationStatus {
    case .exited(let status): exit(status)
    case .signaled(let signal): exit(128 + signal)
    }
  }

  /// Reads on a thread of its own until the last writer is gone.
  private static func read(
    _ file: FileDescriptor, _ take: @escaping @Sendable (ArraySlice<UInt8>) -> Void,
    atEnd: @escaping @Sendable () -> Void = {}
  ) {
    DispatchQueue(label: "reader").async {
      var chunk = [UInt8](repeating: 0, count: 65536)
      while true {
        let count = Glibc.read(file.rawValue, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        take(chunk[..<count])
      }
      atEnd()
    }
  }
}
