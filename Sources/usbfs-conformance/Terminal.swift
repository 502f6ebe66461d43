import Glibc
import Synchronization
import SystemPackage

/// Standard output and error, and the status line at the bottom of a terminal.
final class Terminal: Sendable {
  /// Whether standard output is a terminal, so that colour and a status line make sense.
  let isInteractive = isatty(STDOUT_FILENO) == 1
  var hasColor: Bool { isInteractive && getenv("NO_COLOR") == nil }
  private let status = Mutex("")

  var width: Int {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Prints whole lines above the status line.
  func print(_ text: String) {
    status.withLock { line in
      Self.put((line.isEmpty ? "" : "\r\u{1B}[K") + text + line, to: .standardOutput)
    }
  }

  /// Replaces the status line; nothing happens where there is no terminal.
  func show(_ text: String) {
    guard isInteractive else { return }
    status.withLock { line in
      Self.put("\r\u{1B}[K" + text, to: .standardOutput)
      line = text
    }
  }

  func clearStatus() { show("") }

  /// Shows what is going on before a guest can run: in the status line, where only the last of several lines is passing; or on
  /// standard error where there is none.
  func progress(_ text: String) {
    guard isInteractive else { return Self.complain(text) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count > 1 { print(lines.dropLast().map { $0 + "\n" }.joined()) }
    show(lines.last! + " ...")
  }

  static func complain(_ text: String) {
    put(text.hasSuffix("\n") ? text : text + "\n", to: .standardError)
  }

  private static func put(_ text: String, to file: FileDescriptor) { _ = try? file.writeAll(text.utf8) }
}
