import Glibc
import GuestProtocol
import Rig

/// The process that runs the tests.
enum TestProcess {
  enum End: Equatable {
    /// It ended by itself; the text says how.
    case exited(String, bySignal: Bool)
    /// It said nothing for too long and was killed.
    case silent
    /// It said nothing for too long and cannot be killed.
    case stuck
  }

  private static let log = "/tmp/tests.log"
  /// The timeout, in seconds, for a killed process to be gone.
  private static let timeout = 30

  /// The shell script that runs the tests. If memory runs out the kernel ends them and not this program. The event stream is
  /// descriptor 3.
  private static let script = """
    echo 0 > /proc/self/oom_score_adj
    export \(GuestVariable.supervisor.rawValue)=/proc/self/fd/3
    exec /bin/usbfs-clauses --testing-library swift-testing --event-stream-output-path /proc/self/fd/3 \
      --filter "$1" > \(log) 2>&1 < /dev/null
    """

  /// Runs clauses and hands over the lines that the tests send as they come.
  static func run(_ clauses: [String], timeout: Int, line: (String) -> Void) -> End {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else {
      return .exited("there is no pipe: \(String(cString: strerror(errno)))", bySignal: false)
    }
    let (stream, inlet) = (ends[0], ends[1])
    defer { close(stream) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // Test ids hold the clause's id after a backtick.
    let child = spawn([script, "sh", ".(\(clauses.joined(separator: "|"))):"], inlet: inlet)
    close(inlet)
    guard let child else {
      return .exited("there is no process: \(String(cString: strerror(errno)))", bySignal: false)
    }
    let isSilent = !listen(to: stream, timeout: timeout, line: line)
    // A process that closed its stream is about to end, unless the kernel holds it.
    if !isSilent, let status = reap(child, seconds: timeout) {
      return .exited(words(status), bySignal: status & 0x7f != 0)
    }
    kill(-child, SIGKILL)
    return reap(child, seconds: timeout) == nil ? .stuck : .silent
  }

  /// Runs a shell command and waits for it.
  static func runToEnd(_ arguments: [String]) {
    if let child = spawn(arguments) { _ = reap(child, seconds: timeout) }
  }

  /// Starts a shell in a process group of its own.
  private static func spawn(_ arguments: [String], inlet: CInt? = nil) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let inlet { posix_spawn_file_actions_adddup2(&actions, inlet, 3) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = (["sh", "-c"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    errno = posix_spawn(&child, "/bin/sh", &actions, &attributes, &words, environ)
    return errno == 0 ? child : nil
  }

  /// Reads lines until the stream ends. False if nothing came until the timeout.
  private static func listen(to stream: CInt, timeout: Int, line: (String) -> Void) -> Bool {
    var rest: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var descriptor = pollfd(fd: stream, events: Int16(POLLIN), revents: 0)
      let ready = poll(&descriptor, 1, CInt(timeout * 1000))
      if ready < 0, errno == EINTR { continue }
      if ready == 0 { return false }
      let count = read(stream, &chunk, chunk.count)
      if count <= 0 { return true }
      rest += chunk[..<count]
      let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for complete in lines.dropLast() { line(String(decoding: complete, as: UTF8.self)) }
      rest = Array(lines.last ?? [])
    }
  }

  /// Waits for a process and returns its status; nil if it does not end in time.
  private static func reap(_ child: pid_t, seconds: Int) -> CInt? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var status: CInt = 0
    while waitpid(child, &status, WNOHANG) != child {
      if ContinuousClock.now >= deadline { return nil }
      // There is no call that waits for a process and a time.
      poll(nil, 0, 20)
    }
    return status
  }

  private static func words(_ status: CInt) -> String {
    let signal = status & 0x7f
    let how =
      signal == 0
      ? "the tests ended with status \(status >> 8 & 0xff)"
      : "the tests died of signal \(signal) (\(String(cString: strsignal(signal))))"
    guard signal != 0, let last = Files.read(log)?.split(separator: "\n").last else { return how }
    return "\(how); last words: \(last)"
  }
}
