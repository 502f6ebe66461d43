import Glibc
import Synchronization
import SystemPackage

/// Standard output with the tests' own words, and their progress: in a status line on a terminal, elsewhere a line now
/// and then.
final class ProgressDisplay: Sendable {
  private struct State {
    var progress = TestProgress()
    /// The beginning of a line of the event stream whose end has not come.
    var event: [UInt8] = []
    /// Whether the tests' own words ended a line, so that another may be shown.
    var isAtLineStart = true
    var isShown = false
    var lastLine = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  /// How long nothing is said where there is no terminal. USBFS_PROGRESS_SECONDS sets another time, for the test of this.
  private let interval = Duration.seconds(
    getenv("USBFS_PROGRESS_SECONDS").flatMap { Int(String(cString: $0)) } ?? 30)

  /// Takes a piece of the event stream.
  func take(events piece: ArraySlice<UInt8>) {
    state.withLock { state in
      state.event += piece
      while let end = state.event.firstIndex(of: UInt8(ascii: "\n")) {
        state.progress.take(line: String(decoding: state.event[..<end], as: UTF8.self))
        state.event.removeSubrange(...end)
      }
    }
  }

  /// Prints what the tests print, above the status line.
  func print(_ piece: ArraySlice<UInt8>) {
    state.withLock { state in
      Self.clear(&state)
      _ = try? FileDescriptor.standardOutput.writeAll(piece)
      state.isAtLineStart = piece.last == UInt8(ascii: "\n")
    }
  }

  /// Shows the progress, if it is time.
  func tick() {
    state.withLock { state in
      guard state.isAtLineStart else { return }
      let text = state.progress.status(since: start)
      if isTerminal {
        Self.clear(&state)
        Self.put(String(text.prefix(Self.width - 1)))
        state.isShown = true
      } else if .now - state.lastLine >= interval {
        state.lastLine = .now
        Self.put(text + "\n")
      }
    }
  }

  /// Takes the status line away.
  func clear() { state.withLock { Self.clear(&$0) } }

  private static func clear(_ state: inout State) {
    if state.isShown { put("\r\u{1B}[K") }
    state.isShown = false
  }

  private static func put(_ text: String) { _ = try? FileDescriptor.standardOutput.writeAll(text.utf8) }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}
